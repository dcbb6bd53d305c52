import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryOut, type Ordered } from '../../edge/carry-out.ts'
import type { MessageId, ViewerId } from '../../engine/ids.ts'
import type { Order } from '../../engine/ports/orders.ts'
import { ROOM, STREAM, streamOf } from '../fixtures/message.ts'

const MESSAGES = { of: 'messages', messages: ['a', 'b'] as MessageId[] } as const
const SENDER = { of: 'sender', sender: 'bob' as ViewerId, until: 5 } as const

for (const [target, frame] of [
  [MESSAGES, { recalled: ['a', 'b'] }],
  [SENDER, { silenced: ['bob'] }],
] as const)
  test(`what is taken back of ${target.of} is forgotten, told to viewers, and answered`, async () => {
    const { edge, seen } = edgeOf()
    await carryOut({ ...RECALL, target }, edge)
    assert.deepEqual(seen.frames, [frame])
    assert.deepEqual(seen.removed, [['act', 1]])
  })

test('viewers of a later stream are told nothing of an earlier one', async () => {
  const { edge, seen } = edgeOf()
  await carryOut({ ...RECALL, stream: streamOf(7), target: MESSAGES }, edge)
  assert.deepEqual([seen.frames, seen.removed.length], [[], 1])
})

test('what is to be said in all rooms is begun, and waited for by nobody', async () => {
  const { edge, seen } = edgeOf()
  const order = { type: 'broadcast', from: 0, spreadMs: 1, said: {} } as unknown as Order
  await carryOut(order, edge)
  assert.deepEqual(seen.broadcasts, [order])
})

const RECALL = {
  type: 'recall',
  act: 'act',
  room: ROOM,
  stream: STREAM,
} as const satisfies Partial<Order>

function edgeOf() {
  const seen = { broadcasts: [] as unknown[], frames: [] as unknown[], removed: [] as unknown[] }
  const room = { stream: STREAM, tellAll: (frame: unknown) => seen.frames.push(frame) }
  const edge = {
    rooms: { get: () => ({ room }) },
    windows: { forget: () => ['a'] },
    removed: (...told: unknown[]) => seen.removed.push(told),
    close: () => {},
    broadcast: (order: unknown) => seen.broadcasts.push(order),
  } as unknown as Ordered
  return { edge, seen }
}
