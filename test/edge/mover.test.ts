import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Mover } from '../../edge/mover.ts'
import { MOVE_BEAT_MS } from '../../edge/moves.ts'
import { Place } from '../../edge/place.ts'
import type { Session } from '../../edge/session.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import { LEASE_MS, upEdges } from '../fixtures/up-edges.ts'
import { FakeRooms } from './fake-rooms.ts'

/** This edge is `self`; edges of these names are up beside it. */
const OTHERS = ['b', 'c', 'd']
const DRAIN_MS = 10_000

type Deployment = Awaited<ReturnType<typeof upEdges>>
let up: Deployment
let fake: FakeRooms
let away: Session[]
let told: number
let mover: Mover

beforeEach(() => begin({ movesPerSecond: 40 }))

async function begin(over: { movesPerSecond?: number; moveOrder?: 'busiest' | 'idlest' }) {
  up = await upEdges(['self', ...OTHERS])
  fake = new FakeRooms()
  away = []
  told = 0
  const id = 'self' as EdgeId
  mover = new Mover({
    rooms: fake.rooms,
    place: new Place({ id, isGray: false }, up.places, { of: async () => Promise.reject() }),
    ticketing: { fresh: (_session, _room, to) => `ticket for ${to}` },
    options: { id, leaseMs: LEASE_MS, drainMs: DRAIN_MS, moveOrder: 'busiest', ...withRate(over) },
    now: up.now,
    sendAway: session => {
      away.push(session)
      fake.held.get(session.room)?.room.remove(session)
    },
    moved: () => told++,
  })
}

const withRate = ({ movesPerSecond = 40, ...rest }: Parameters<typeof begin>[0]) => ({
  movesPerSecond,
  ...rest,
})

/** Names of rooms whose one edge is `edge`. */
function namesOn(edge: string, many: number): string[] {
  const { ring } = up.places.heard ?? assert.fail()
  const names = Array.from({ length: 500 }, (_, n) => `room-${n}`)
  return names.filter(name => ring.place(name as RoomId, 1)[0] === edge).slice(0, many)
}
const nameOn = (edge: string) => namesOn(edge, 1)[0] ?? assert.fail()

function beats(many: number): void {
  for (let beat = 0; beat < many; beat++) {
    up.clock.ms += MOVE_BEAT_MS
    mover.beat()
  }
}

const moves = () =>
  fake.told.map(({ viewer, frame }) => {
    assert.ok(frame.t === 'move')
    return { viewer, ...frame }
  })

test('rooms that sit here stay, rooms that sit elsewhere move there', () => {
  fake.room(nameOn('self'), 3)
  fake.room(nameOn('b'), 2)
  beats(20)
  assert.deepEqual(
    moves().map(({ room, url, ticket }) => [room, url, ticket]),
    [1, 2].map(() => [nameOn('b'), 'ws://b', 'ticket for b']),
  )
  assert.equal(told, 2)
})

test('whoever is told to move is told where to go when that edge is gone', () => {
  fake.room(nameOn('b'), 1)
  beats(10)
  const [move] = moves()
  assert.equal(move?.edges?.length, 1)
  assert.notEqual(move?.edges?.[0], 'ws://b')
})

test('an edge keeps to its share of the rate, in every second', () => {
  fake.room(nameOn('b'), 100)
  const perSecond = [1, 2, 3].map(() => {
    const before = told
    beats(10)
    return told - before
  })
  for (const many of perSecond) assert.ok(many >= 9 && many <= 10, `${perSecond}`)
})

for (const [moveOrder, order] of [
  ['busiest', [9, 5, 2]],
  ['idlest', [2, 5, 9]],
] as const)
  test(`the ${moveOrder} rooms move first`, async () => {
    await begin({ moveOrder })
    const names = namesOn('b', 3)
    for (const [at, people] of [5, 2, 9].entries()) fake.room(names[at] as string, people)
    beats(30)
    const rooms = [...new Set(moves().map(({ room }) => room))]
    assert.deepEqual(
      rooms.map(room => fake.held.get(room)?.room.sessions.length),
      order,
    )
  })

test('who has just come stays a moment: it may have fled from an edge that is taken to be up', () => {
  const cameAt = up.clock.ms
  fake.room(nameOn('b'), 2, { cameAt })
  beats((LEASE_MS + 1_000) / MOVE_BEAT_MS)
  assert.equal(told, 0)
  beats(3_000 / MOVE_BEAT_MS)
  assert.equal(told, 2)
})

test('who was put on this edge by the application stays, until it goes down', () => {
  const room = fake.room(nameOn('b'), 1)
  fake.sit(room, 'pinned', { pinned: true })
  beats(20)
  assert.deepEqual(
    moves().map(({ viewer }) => viewer),
    [`${nameOn('b')}-0`],
  )
  mover.drain()
  beats(20)
  assert.equal(moves().at(-1)?.viewer, 'pinned')
})

test('of a room that has spread what is above a fair share moves, to who lacks it', () => {
  const name = nameOn('self')
  const others = up.places.heard?.ring.place(name as RoomId, 2) ?? []
  const other = others.find(edge => edge !== 'self') as EdgeId
  fake.room(name, 150, { width: 2, elsewhere: { [other]: 50 } })
  beats(100)
  assert.equal(told, 30)
  assert.ok(moves().every(({ url }) => url === `ws://${other}`))
})

test('who is told and does not go is told again for a minute, and then sent away', () => {
  fake.room(nameOn('b'), 1)
  beats(590)
  assert.deepEqual(
    moves().map(({ url }) => url),
    Array.from({ length: 6 }, () => 'ws://b'),
  )
  assert.equal(away.length, 0)
  beats(60)
  assert.deepEqual([told, away.length], [6, 1])
})

test('who has gone is told no more', () => {
  const room = fake.room(nameOn('b'), 1)
  beats(10)
  room.remove(room.sessions[0] as Session)
  beats(300)
  assert.deepEqual([told, away.length], [1, 0])
})

test('a room that comes back here keeps who has not gone', async () => {
  fake.room(nameOn('b'), 1)
  beats(10)
  for (const id of OTHERS) await up.edges.leave({ id: id as EdgeId, instance: id })
  await up.places.refresh()
  beats(300)
  assert.deepEqual([told, away.length], [1, 0])
})

test('an edge that goes down moves everybody in time, and tells how much time there is', async () => {
  await leave()
  fake.room(nameOn('b'), 20)
  fake.room(nameOn('c'), 20, { cameAt: up.clock.ms })
  const began = up.clock.ms
  mover.drain()
  while (told < 40 && up.clock.ms < began + DRAIN_MS) beats(1)
  assert.equal(told, 40)
  assert.ok(up.clock.ms - began <= 0.9 * DRAIN_MS, `${up.clock.ms - began} ms`)
  const latest = moves().at(-1)
  assert.ok((latest?.withinMs ?? 0) <= DRAIN_MS - (up.clock.ms - began) + 100)
})

test('an edge that goes down with more than the rate allows tells them all in time, evenly', async () => {
  await leave()
  fake.room(nameOn('b'), 2_000)
  mover.drain()
  const seconds = Array.from({ length: (0.8 * DRAIN_MS) / 1_000 }, () => {
    const before = told
    beats(10)
    return told - before
  })
  for (const many of seconds) assert.ok(many >= 225 && many <= 275, `${seconds}`)
  beats(1)
  assert.equal(told, 2_000)
})

test('an edge that goes down and is held up makes up for it', async () => {
  await leave()
  fake.room(nameOn('b'), 2_000)
  mover.drain()
  up.clock.ms += 5_000
  beats(49)
  assert.equal(told, 2_000)
})

test('an edge that goes down goes faster than the rate, and the others wait', async () => {
  const rate = async () => {
    const before = told
    beats(10)
    return told - before
  }
  fake.room(nameOn('b'), 1_000)
  const draining = await up.up('d')
  await up.edges.register({ ...draining, isDraining: true })
  await up.places.refresh()
  assert.equal(await rate(), 0)
  await up.edges.leave(draining)
  await leave()
  mover.drain()
  assert.ok((await rate()) >= 39, `${told}`)
})

/** This edge is on the ring no more. */
async function leave(): Promise<void> {
  const self = await up.up('self')
  await up.edges.register({ ...self, isDraining: true })
  await up.places.refresh()
}
