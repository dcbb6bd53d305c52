import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { EdgeId, RoomId } from '../../../engine/ids.ts'
import { Spreads } from '../../../engine/placement/spreads.ts'
import type { Spread } from '../../../engine/ports/member-store.ts'

const room = 'r' as RoomId

let now: number
let told: Spread
let asked: number
let widened: [from: number, to: number][]
let down: boolean
let spreads: Spreads

beforeEach(() => {
  now = 1
  told = spread(10, 1)
  asked = 0
  widened = []
  down = false
  spreads = new Spreads({
    members: {
      spread: async () => {
        asked++
        if (down) throw new Error('down')
        return told
      },
      widen: async (_room, { from, to }) => void widened.push([from, to]),
    },
    places: { heard: undefined },
    viewersPerEdge: 100,
    now: () => now,
  })
})

test('a room is asked for once a second, however many want to know', async () => {
  await Promise.all([spreads.of(room), spreads.of(room)])
  now += 999
  await spreads.of(room)
  assert.equal(asked, 1)
  now += 1
  await spreads.of(room)
  assert.equal(asked, 2)
})

test('whoever finds that a room has outgrown its width says so', async () => {
  told = spread(250, 1)
  assert.equal((await spreads.of(room)).width, 3)
  assert.deepEqual(widened, [[1, 3]])
})

test('a width that fits is said to nobody', async () => {
  told = spread(250, 3)
  await spreads.of(room)
  assert.deepEqual(widened, [])
})

test('who is sent to an edge is counted there, and the store’s own map is not touched', async () => {
  const known = await spreads.of(room)
  known.edges.set('a' as EdgeId, 99)
  assert.equal(told.edges.get('a' as EdgeId), 10)
  assert.equal((await spreads.of(room)).edges.get('a' as EdgeId), 99)
})

test('while the store does not answer a room is as it was, and one that is not known is empty', async () => {
  told = spread(250, 3)
  await spreads.of(room)
  down = true
  for (let seconds = 0; seconds < 3; seconds++) {
    now += 1_000
    assert.equal((await spreads.of(room)).width, 3)
  }
  assert.equal((await spreads.of('other' as RoomId)).count.viewers, 0)
  await assert.rejects(spreads.ask(room), /down/)
})

function spread(viewers: number, width: number): Spread {
  const edges = new Map([['a' as EdgeId, viewers]])
  return { connections: viewers, viewers, guests: 0, width, edges }
}
