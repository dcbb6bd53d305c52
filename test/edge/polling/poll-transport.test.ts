import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { Frame } from '../../../edge/frame.ts'
import {
  type PollAnswer,
  type PollCounts,
  PollTransport,
} from '../../../edge/polling/poll-transport.ts'

const WAIT_MS = 1_000

let counts: PollCounts
let transport: PollTransport
let ends: number

beforeEach(() => {
  counts = { told: 0, idle: 0, overflowed: 0, displaced: 0 }
  transport = new PollTransport(counts)
  ends = 0
  transport.listen({
    heard: () => {},
    heardBinary: () => {},
    heardControl: () => true,
    broke: () => {},
    closed: () => ends++,
  })
})

function write(...texts: string[]): void {
  for (const text of texts) transport.write(new Frame(text))
}

async function polled(after: number, waitMs = WAIT_MS): Promise<[number, ...string[]]> {
  const answer = (await transport.poll(after, waitMs)) as PollAnswer
  return [answer.after, ...answer.frames.map(String)]
}

test('a poll is answered at once with what waits', async () => {
  write('a', 'b')
  assert.deepEqual(await polled(0), [2, 'a', 'b'])
})

test('a poll that finds nothing is answered with all that is written in one go', async () => {
  const polling = polled(0)
  write('a', 'b')
  assert.deepEqual(await polling, [2, 'a', 'b'])
})

test('a poll that has waited long enough is answered with nothing', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const polling = polled(0)
  mock.timers.tick(WAIT_MS)
  assert.deepEqual(await polling, [0])
  assert.deepEqual([counts.told, counts.idle], [0, 1])
})

test('what has not arrived is told again, and what has is not', async () => {
  write('a', 'b')
  await polled(0)
  assert.deepEqual(await polled(0), [2, 'a', 'b'])
  write('c')
  assert.deepEqual(await polled(2), [3, 'c'])
  assert.equal(transport.unsentBytes, 1)
  const polling = polled(3)
  assert.equal(transport.unsentBytes, 0)
  write('d')
  assert.deepEqual(await polling, [4, 'd'])
})

test('no frame has the number that a poll makes up', () => {
  write('a')
  assert.equal(transport.poll(2, WAIT_MS), undefined)
})

test('a late poll of long ago is answered with what waits, and breaks nothing', async () => {
  write('a', 'b', 'c')
  await polled(0)
  await polled(2)
  assert.deepEqual(await polled(1), [3, 'c'])
  const polling = polled(3)
  write('d')
  assert.deepEqual(await polling, [4, 'd'])
})

test('a newer poll takes the place of one that waits', async () => {
  const older = polled(0)
  const newer = polled(0)
  assert.deepEqual(await older, [0])
  write('a')
  assert.deepEqual(await newer, [1, 'a'])
})

test('the last words are told with the end, and again if they were lost', async () => {
  write('bye')
  transport.end(4003, 'no sign of life')
  assert.deepEqual([ends, transport.write(new Frame('late'))], [0, 0])
  for (const again of [0, 0]) {
    const answer = await transport.poll(again, WAIT_MS)
    assert.deepEqual(answer?.frames.map(String), ['bye'])
    assert.deepEqual(answer?.closed, { code: 4003, text: 'no sign of life' })
  }
  assert.equal(ends, 1)
})

test('the end reaches a poll that waits', async () => {
  const polling = transport.poll(0, WAIT_MS)
  transport.end(1000, '')
  assert.equal((await polling)?.closed?.code, 1000)
  assert.equal(ends, 1)
})

test('who is cut off while nobody polls is gone at once', () => {
  transport.cutOff()
  transport.cutOff()
  assert.deepEqual([ends, transport.isOpen], [1, false])
})

test('for who does not poll no more is kept than the bound', async () => {
  const big = 'x'.repeat(100_000)
  while (transport.isOpen) write(big)
  assert.deepEqual([transport.unsentBytes, counts.overflowed], [0, 1])
  assert.equal((await transport.poll(0, WAIT_MS))?.closed?.code, 4002)
})
