import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeId, RoomId } from '../../../engine/ids.ts'
import { Ring } from '../../../engine/placement/ring.ts'

const edges = (n: number) => Array.from({ length: n }, (_, i) => `edge-${i}` as EdgeId)
const ROOMS = Array.from({ length: 20_000 }, (_, i) => `room-${i}` as RoomId)

test('everybody who knows the same edges makes the same ring, in whatever order they were told', () => {
  const [one, other] = [new Ring(edges(5)), new Ring(edges(5).reverse())]
  for (const room of ROOMS.slice(0, 1_000))
    assert.deepEqual(one.place(room, 3), other.place(room, 3))
})

test('a place is so many different edges, and never more than there are', () => {
  const ring = new Ring(edges(3))
  const place = ring.place('lobby' as RoomId, 9)
  assert.deepEqual(place.toSorted(), edges(3))
  assert.deepEqual(ring.place('lobby' as RoomId, 2), place.slice(0, 2))
})

test('no edges, no place', () => {
  assert.deepEqual(new Ring([]).place('lobby' as RoomId, 2), [])
})

test('an edge that comes takes its share and moves nothing between the others', () => {
  const [before, after] = [new Ring(edges(9)), new Ring(edges(10))]
  const moved = ROOMS.filter(room => before.place(room, 1)[0] !== after.place(room, 1)[0])
  assert.ok(moved.every(room => after.place(room, 1)[0] === 'edge-9'))
  assert.ok(Math.abs(moved.length / (ROOMS.length / 10) - 1) < 0.15, `${moved.length} moved`)
})

test('edges have shares that hardly differ', t => {
  const ring = new Ring(edges(10))
  const rooms = new Map<string | undefined, number>()
  for (const room of ROOMS) {
    const [edge] = ring.place(room, 1)
    rooms.set(edge, (rooms.get(edge) ?? 0) + 1)
  }
  const most = Math.max(...rooms.values()) / (ROOMS.length / 10)
  t.diagnostic(`the fullest of 10 edges has ${most.toFixed(2)} of the mean`)
  assert.ok(most < 1.15)
})
