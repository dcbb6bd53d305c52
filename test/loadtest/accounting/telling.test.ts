import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byPriority } from '../../../engine/message.ts'
import { readTelling, type Told, telling } from '../../../loadtest/accounting/telling.ts'
import { batch, low, mark, marks, messages } from './tellings.ts'

const NOTHING = byPriority(() => 0)

function lying(told: readonly Told[], to = 3, withheld = NOTHING) {
  const parts = { t: 'batch', prev: low(0), cursor: low(to), more: false } as const
  return telling({ ...parts, messages: told, withheld })
}

test('a frame that delivers and withholds what it covers has nothing wrong with it', () => {
  const { faults, misordered, delivered } = batch(10, 20, 4)
  assert.deepEqual([faults, misordered, delivered.low], [[], 0, 6])
})

test('a message left out in silence is found', () => {
  const { faults } = lying(messages('low', 0, 2))
  assert.deepEqual(faults, ['batch e.0.0.0→e.0.0.3: low moves by 3 and accounts for 2'])
})

test('a message more than the cursor says is found', () => {
  assert.equal(lying(messages('low', 0, 4)).faults.length, 2)
})

test('a number twice in one frame is found, though the sum is right', () => {
  const [first, second] = messages('low', 0, 2) as [Told, Told]
  const { faults } = lying([first, second, { ...second, id: 'other' }])
  assert.match(faults.join(), /1 numbers twice/)
})

test('a number from outside the frame is found, though the sum is right', () => {
  const { faults } = lying([...messages('low', 0, 2), ...messages('low', 7, 8)])
  assert.match(faults.join(), /1 numbers twice, or not of this frame/)
})

test('a bucket that moves without a word is found', () => {
  const parts = { t: 'batch', prev: mark('e.0.0.0'), cursor: mark('e.2.0.0'), more: false } as const
  const { faults } = telling({ ...parts, messages: messages('whitelist', 0, 1), withheld: NOTHING })
  assert.match(faults.join(), /whitelist moves by 2 and accounts for 1/)
})

test('two that changed places within the frame are found', () => {
  const [a, b, c] = messages('low', 0, 3) as [Told, Told, Told]
  assert.equal(lying([a, c, b]).misordered, 1)
  assert.equal(lying([a, b, c]).misordered, 0)
})

test('a frame from one epoch into another is found', () => {
  const parts = { t: 'batch', prev: low(0, 'a'), cursor: low(0, 'b'), more: false } as const
  const { faults } = telling({ ...parts, messages: [], withheld: NOTHING })
  assert.match(faults.join(), /from one epoch into another/)
})

test('a frame off the wire is read; one without a cursor is none', () => {
  const frame = {
    ...{ t: 'batch', prev: 'e.0.0.0', cursor: 'e.1.0.1', withheld: {} },
    messages: [
      { seq: 1, id: 'a', at: 5, from: { id: 'x' }, body: {} },
      { seq: 1, id: 'b', at: 6, priority: 'whitelist', from: { id: 'x' }, body: {} },
    ],
  }
  const read = readTelling(frame, marks)
  assert.deepEqual(read?.faults, [])
  assert.deepEqual(read?.delivered, { whitelist: 1, high: 0, low: 1 })
  assert.equal(readTelling({ ...frame, cursor: 'nonsense' }, marks), undefined)
})
