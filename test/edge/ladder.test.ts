// An edge looks at its lanes, and its rooms stand where that puts them; time is turned by hand.

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Ladder } from '../../edge/ladder.ts'
import { LiveRoom } from '../../edge/live-room.ts'
import type { Held, LiveRooms } from '../../edge/live-rooms.ts'
import type { Line } from '../../edge/session.ts'
import { Session } from '../../edge/session.ts'
import type { RoomId, ViewerId } from '../../engine/ids.ts'
import { laneOf } from '../../engine/partition.ts'
import type { LanesNow } from '../../engine/ports/lanes.ts'
import type { RoomSettings } from '../../engine/room.ts'
import { newRoom, ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { LADDER_RULE } from '../fixtures/ladder-rule.ts'
import { NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { FakeTransport } from './fake-transport.ts'

const OTHER = 'other' as RoomId

let now: number
let lagMs: number
let isDown: boolean

beforeEach(() => {
  now = NOON
  lagMs = 0
  isDown = false
})

test('a room whose lanes are behind goes up, alone, and its viewers are told', async () => {
  const { ladder, rooms, frames } = edge()
  lagMs = 4_000
  await ladder.beat(0)
  assert.deepEqual(steps(rooms), { [ROOM]: 4, [OTHER]: 0 })
  await until(() => frames.length === 1)
  assert.deepEqual(frames, [{ t: 'room', room: ROOM, ladder: 4, slowMs: 0, tickMs: 2_000 }])
  assert.deepEqual(ladder.report().ladder, { step: 0, rooms: { [ROOM]: 4 } })
})

test('it comes down again, one step after the other, and everything is as it was', async () => {
  const { ladder, rooms, frames } = edge()
  lagMs = 6_000
  await ladder.beat(0)
  lagMs = 0
  for (let beats = 0; beats <= 6; beats++) {
    await ladder.beat(0)
    now += LADDER_RULE.calmMs
  }
  assert.deepEqual(steps(rooms), { [ROOM]: 0, [OTHER]: 0 })
  assert.equal(ladder.report().ladder, undefined)
  await until(() => frames.length === 7)
  assert.deepEqual(
    frames.map(({ ladder }) => ladder),
    [6, 5, 4, 3, 2, 1, 0],
  )
  assert.deepEqual(
    frames.map(({ slowMs }) => slowMs),
    [LADDER_RULE.slowMs, 0, 0, 0, 0, 0, 0],
  )
})

test('what the edge writes puts all its rooms up', async () => {
  const { ladder, rooms } = edge()
  await ladder.beat(1_000_000)
  assert.deepEqual(steps(rooms), { [ROOM]: 6, [OTHER]: 6 })
  assert.deepEqual(ladder.report().ladder, { step: 6, rooms: {} })
})

test('while nobody tells of the lanes they are taken to be as they were', async () => {
  const { ladder, rooms } = edge()
  lagMs = 3_000
  await ladder.beat(0)
  isDown = true
  now += 60_000
  await ladder.beat(0)
  assert.equal(steps(rooms)[ROOM], 3)
})

test('a room that an operator keeps on a step stays there', async () => {
  const { ladder, rooms } = edge({ ladder: 2 })
  lagMs = 6_000
  await ladder.beat(1_000_000)
  assert.deepEqual(steps(rooms), { [ROOM]: 2, [OTHER]: 6 })
  assert.deepEqual(ladder.report().ladder, { step: 6, rooms: { [ROOM]: 2 } })
})

function edge(settings: Partial<RoomSettings> = {}) {
  const transport = new FakeTransport()
  const held = [heldRoom(ROOM, settings), heldRoom(OTHER, {})]
  const viewer = { id: 'ann' as ViewerId, name: 'Ann', role: 'viewer', guest: true } as const
  held[0]?.room.add(new Session({ transport, sessions: [] } as unknown as Line, ROOM, viewer, 0))
  const rooms = { all: () => held.values(), size: held.length, edgeStep: 0 }
  const ladder = new Ladder({
    rooms: rooms as unknown as LiveRooms,
    lanes: { read: async () => (isDown ? assert.fail('down') : lanes()) },
    rule: LADDER_RULE,
    now: () => now,
  })
  const frames: Record<string, unknown>[] = []
  transport.onWrite = () => void frames.push(JSON.parse(transport.frames.at(-1) ?? ''))
  return { ladder, rooms: held, frames }
}

function heldRoom(id: RoomId, settings: Partial<RoomSettings>): Held {
  const record = { ...newRoom(id), stream: { id: STREAM } }
  const room = new LiveRoom(record, { ...ROOM_DEFAULTS, ...settings })
  return { room, pulse: { restart: () => {} } } as unknown as Held
}

function lanes(): LanesNow {
  const worker = 'w' as LanesNow['reports'][number]['worker']
  const idle = { worker, partition: 0, waiting: 0, writers: 0, load: 0 }
  const reports = [
    { ...idle, lane: laneOf(ROOM, 'like'), lagMs: lagMs / 2 },
    { ...idle, lane: laneOf(ROOM, 'danmaku'), lagMs },
  ]
  return { reports, gears: new Map(), pins: new Map() }
}

function steps(rooms: readonly Held[]): Record<string, number> {
  return Object.fromEntries(rooms.map(({ room }) => [room.id, room.step]))
}
