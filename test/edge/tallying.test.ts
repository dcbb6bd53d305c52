import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newEdgeCounts } from '../../edge/counts.ts'
import { LiveRoom } from '../../edge/live-room.ts'
import type { Held } from '../../edge/live-rooms.ts'
import { MOST_NAMED, Tallying } from '../../edge/tallying.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { Told } from '../../engine/ports/tallies.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { NOON, STREAM } from '../fixtures/message.ts'

test('the busiest rooms are told by name, and all of them together', async () => {
  const rooms = Array.from({ length: MOST_NAMED + 50 }, (_, n) => {
    const record = { room: `r${n}` as RoomId, stream: { id: STREAM }, changed: {}, version: 1 }
    const room = new LiveRoom(record, ROOM_DEFAULTS)
    room.totals.shown.low = n
    room.totals.deliveredMessages = 2 * n
    return room
  })
  const counts = newEdgeCounts()
  counts.shown.low = 7_000
  const told: Told[] = []
  const tallying = new Tallying({
    ...{ counts, now: () => NOON, edge: 'e1' as EdgeId },
    rooms: { all: () => rooms.map(room => ({ room }) as Held).values() },
    tallies: { report: async (_, what) => void told.push(what), leave: async () => {} },
  })
  await tallying.report()
  const [{ rooms: named, all }] = told as [Told]
  assert.equal(named.size, MOST_NAMED)
  assert.deepEqual([named.has('r49' as RoomId), named.has('r50' as RoomId)], [false, true])
  assert.deepEqual(named.get('r60' as RoomId), {
    shown: { whitelist: 0, high: 0, low: 60 },
    withheld: { whitelist: 0, high: 0, low: 0 },
    ...{ deliveries: 120, since: 0 },
  })
  assert.deepEqual([all.shown.low, all.since], [7_000, NOON])
})
