import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Census } from '../../edge/census.ts'
import type { Held, LiveRooms } from '../../edge/live-rooms.ts'
import type { Presence } from '../../edge/presence.ts'
import type { RoomId } from '../../engine/ids.ts'
import { NOBODY, type RoomSpread } from '../../engine/placement/spreads.ts'
import { FakeRooms } from './fake-rooms.ts'

const POLL_MS = 3_000

let now: number
let asked: RoomId[]
let changed: RoomId[]
let down: boolean
/** The Redis of this room is away. */
let away: string | undefined
let counted: [RoomId, number][]
let fake: FakeRooms
let census: Census

beforeEach(() => {
  now = 100_000
  asked = []
  changed = []
  down = false
  away = undefined
  counted = []
  fake = new FakeRooms()
  const take = ({ room }: Held, { count }: RoomSpread) => counted.push([room.id, count.viewers])
  census = new Census({
    rooms: { ...fake.rooms, counted: take } as unknown as LiveRooms,
    presence: { report: async () => new Set(changed) } as unknown as Presence,
    spreads: {
      ask: async room => {
        asked.push(room)
        if (down || room === away) throw new Error('down')
        return { ...NOBODY, count: { connections: 7, viewers: 7, guests: 7 } }
      },
    },
    pollMs: POLL_MS,
    now: () => now,
  })
})

test('a room is counted when somebody came or went here', async () => {
  fake.room('a', 1)
  fake.room('b', 1)
  changed = ['a' as RoomId]
  await census.report()
  assert.deepEqual(counted, [['a', 7]])
})

test('a room that was let go of meanwhile is not', async () => {
  changed = ['gone' as RoomId]
  await census.report()
  assert.deepEqual(asked, [])
})

test('every room is counted every few seconds, for who came and went elsewhere', async () => {
  fake.room('a', 1)
  fake.room('b', 1)
  changed = ['a' as RoomId]
  await census.report()
  now += POLL_MS - 1
  await census.recountOld()
  now += 1
  await census.recountOld()
  await census.recountOld()
  assert.deepEqual(asked, ['a', 'b', 'a'])
})

test('a store that is away is asked once a room and time, not again and again', async () => {
  fake.room('a', 1)
  down = true
  await assert.rejects(census.recountOld())
  await census.recountOld()
  assert.deepEqual([asked, counted], [['a'], []])
  now += POLL_MS
  down = false
  await census.recountOld()
  assert.deepEqual(counted, [['a', 7]])
})

test('a room whose Redis is away keeps no other from being counted', async () => {
  for (const room of ['a', 'b', 'c']) fake.room(room, 1)
  away = 'b'
  await assert.rejects(census.recountOld())
  changed = ['b', 'c'] as RoomId[]
  await assert.rejects(census.report())
  assert.deepEqual(
    counted.map(([room]) => room),
    ['a', 'c', 'c'],
  )
})
