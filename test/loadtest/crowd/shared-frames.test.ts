import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Says } from '../../../loadtest/crowd/dialect.ts'
import { Receipts } from '../../../loadtest/crowd/receipts.ts'
import { SharedFrames } from '../../../loadtest/crowd/shared-frames.ts'

function cache() {
  const decoded: string[] = []
  const frames = new SharedFrames(
    bytes => {
      decoded.push(bytes.toString())
      return { is: 'nothing' } satisfies Says
    },
    () => {},
  )
  const get = (text: string, around = '') => {
    const bytes = Buffer.from(around + text + around)
    return frames.get(bytes, around.length, around.length + text.length)
  }
  return { decoded, get }
}

test('the same bytes are decoded once, wherever they lie', () => {
  const { decoded, get } = cache()
  const first = get('a frame')
  assert.equal(get('a frame', '###'), first)
  assert.deepEqual(decoded, ['a frame'])
})

test('frames of one length that differ anywhere are told apart', () => {
  const { decoded, get } = cache()
  const text = 'x'.repeat(500)
  const all = Array.from({ length: 500 }, (_, n) => `${text.slice(0, n)}y${text.slice(n + 1)}`)
  const frames = new Set(all.map(one => get(one)))
  assert.equal(frames.size, 500)
  for (const one of all) assert.ok(frames.has(get(one)))
  assert.equal(decoded.length, 500)
})

test('what is long past is forgotten, and decoded again when somebody still hears it', () => {
  const { decoded, get } = cache()
  const first = get('frame 0')
  for (let n = 1; n < 10_000; n++) get(`frame ${n}`)
  assert.notEqual(get('frame 0'), first)
  assert.equal(decoded.filter(one => one === 'frame 0').length, 2)
})

test('receipts of one tick are one number, and are told once', () => {
  const receipts = new Receipts()
  assert.deepEqual(
    [7, 7, 7, 9, 9].map(tick => receipts.add(tick)),
    [true, false, false, false, false],
  )
  assert.deepEqual(receipts.take(), [7, 3, 9, 2])
  assert.deepEqual([receipts.take(), receipts.add(9)], [[], true])
})
