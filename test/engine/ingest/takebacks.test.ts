import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { MessageId } from '../../../engine/ids.ts'
import { Takebacks, type TakebackTools } from '../../../engine/ingest/takebacks.ts'
import type { LogRecord } from '../../../engine/ports/message-log.ts'
import type { Takedown } from '../../../engine/takedown.ts'
import { NOON, ROOM, STREAM } from '../../fixtures/message.ts'
import { until } from '../../until.ts'

test('one after the other, in the order of the log, however long the store is away', async () => {
  const { takebacks, told, world, done } = opened()
  world.failures = 2
  for (const act of ['a', 'b']) takebacks.add(record(act), takedown(act))
  await takebacks.settled()
  assert.deepEqual(
    [told, done, world.retried],
    [
      [
        ['a', 1],
        ['b', 1],
      ],
      [0, 1],
      2,
    ],
  )
})

test('what is shown again was never put back: it is done at once', async () => {
  const { takebacks, told, world } = opened()
  takebacks.add(record('a'), { ...takedown('a'), hides: false })
  await takebacks.settled()
  assert.deepEqual([told, world.asked], [[['a', 0]], 0])
})

test('at the end what the store has not taken is not done', async () => {
  const { takebacks, world, done, end } = opened()
  world.failures = Number.POSITIVE_INFINITY
  takebacks.add(record('a'), takedown('a'))
  await until(() => world.retried > 0)
  end()
  await takebacks.settled()
  assert.deepEqual(done, [])
})

test('what the store cannot handle is passed over', async () => {
  const { takebacks, world, done } = opened()
  world.poison = true
  takebacks.add(record('a'), takedown('a'))
  await takebacks.settled()
  assert.deepEqual(done, [0])
})

function opened() {
  const world = { failures: 0, poison: false, asked: 0, retried: 0 }
  const [told, done]: [[string, number][], number[]] = [[], []]
  const ending = new AbortController()
  const tools: TakebackTools = {
    store: {
      takeBack: async () => {
        world.asked++
        if (world.poison) throw new TypeError('what is this?')
        if (world.failures-- > 0) throw new Fault('store-unavailable')
        return 1
      },
    },
    signal: ending.signal,
    done: ({ offset }) => void done.push(offset),
    retried: () => world.retried++,
    onTakenBack: ({ act }, many) => void told.push([act, many]),
  }
  return { takebacks: new Takebacks(tools), world, told, done, end: () => ending.abort() }
}

let offsets = 0
function record(act: string): LogRecord {
  const offset = act === 'a' ? 0 : ++offsets
  return { partition: 0, offset, appendedAt: NOON, entry: { type: 'takedown', ...takedown(act) } }
}

function takedown(act: string): Takedown {
  const target = { of: 'messages', messages: ['m' as MessageId] } as const
  return { act, room: ROOM, stream: STREAM, target, hides: true, at: NOON }
}
