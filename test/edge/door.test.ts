import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Door, full, type Knock, ticketIn } from '../../edge/door.ts'
import type { LiveRooms } from '../../edge/live-rooms.ts'
import { Place } from '../../edge/place.ts'
import { Ticketing } from '../../edge/ticketing.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { NOBODY } from '../../engine/placement/spreads.ts'
import { REFUSALS, type Refused } from '../../engine/refusal.ts'
import { makeTickets, type TicketClaims } from '../../http/ticket.ts'
import { ROOM } from '../fixtures/message.ts'
import { upEdges } from '../fixtures/up-edges.ts'
import { FakeRooms } from './fake-rooms.ts'

const TICKETS = makeTickets({ key: 'k'.repeat(32), ttlMs: 60_000 })

let up: Awaited<ReturnType<typeof upEdges>>
let shut: Refused | undefined
let opened: RoomId[]
/** The room's edge, the spare, and one that has nothing to do with it. */
let clockwise: readonly string[]

beforeEach(async () => {
  up = await upEdges(['a', 'b', 'c', 'd'])
  shut = undefined
  opened = []
  clockwise = up.places.heard?.ring.place(ROOM, 4) ?? []
})

function doorOf(edge = clockwise[0] ?? ''): Door {
  const fake = new FakeRooms()
  fake.room(ROOM, 0)
  const place = new Place({ id: edge as EdgeId, isGray: false }, up.places, {
    of: async () => NOBODY,
  })
  const open = async (room: RoomId) => {
    opened.push(room)
    return fake.held.get(room)
  }
  return new Door({
    rooms: { open } as unknown as LiveRooms,
    ticketing: new Ticketing(TICKETS, place, up.now),
    place,
    isShut: () => shut,
  })
}

const ticket = (over: Partial<TicketClaims> = {}) => {
  const viewer = 'ann' as ViewerId
  const claims = { room: ROOM, viewer, name: 'Ann', role: 'viewer', guest: true } as const
  return TICKETS.sign({ ...claims, ...over }, up.clock.ms)
}
const knock = (over: Partial<Knock> = {}): Knock => ({
  ...{ room: ROOM, protocols: undefined, ticket: ticket(), cursor: undefined },
  ...over,
})

test('whose ticket is good is let in, as whom it says and from where it left', async () => {
  const admitted = await doorOf().admit(knock({ cursor: 'e.1.2.3', ticket: ticket({ level: 5 }) }))
  assert.ok(!('why' in admitted))
  assert.deepEqual(admitted.viewer, {
    ...{ id: 'ann', name: 'Ann', role: 'viewer', guest: true, level: 5 },
  })
  assert.deepEqual(admitted.cursor, { epoch: 'e', whitelist: 1, high: 2, low: 3 })
})

/** [what is wrong, the knock, the refusal] */
const NO: [what: string, knock: () => Partial<Knock>, why: string][] = [
  ['an empty room name', () => ({ room: '' }), 'badRoom'],
  ['a name of dots', () => ({ room: '..' }), 'badRoom'],
  ['a name with a NUL', () => ({ room: 'a\0b' }), 'badRoom'],
  ['an emoji', () => ({ room: '🎉' }), 'badRoom'],
  ['200 characters', () => ({ room: 'x'.repeat(200) }), 'badRoom'],
  ['another subprotocol', () => ({ protocols: 'chat' }), 'badValue'],
  ['no ticket', () => ({ ticket: undefined }), 'noTicket'],
  ['a ticket that is none', () => ({ ticket: 'x' }), 'badTicket'],
  ['another room’s ticket', () => ({ ticket: ticket({ room: 'den' as RoomId }) }), 'otherRoom'],
  ['a cursor that is none', () => ({ cursor: '1.2' }), 'badCursor'],
  ['a room that nobody opened', () => knockAt('never'), 'unknownRoom'],
]
for (const [what, over, why] of NO)
  test(`${what} is refused: ${why}`, async () => {
    const refused = await doorOf(placeOf(over().room)).admit(knock(over()))
    assert.equal('why' in refused && refused.why, why)
  })

const knockAt = (name: string) => ({ room: name, ticket: ticket({ room: name as RoomId }) })
const placeOf = (name = ROOM as string) => up.places.heard?.ring.place(name as RoomId, 1)[0]

test('a ticket that has expired is refused', async () => {
  const old = knock()
  up.clock.ms += 61_000
  assert.equal((await refusedBy(doorOf(), old)).why, 'ticketExpired')
})

test('who comes to an edge that the room is not on is sent to the right one, and opens nothing', async () => {
  const [first, , other] = clockwise
  const refused = await refusedBy(doorOf(other), knock())
  assert.deepEqual(refused, { why: 'moved', edge: `ws://${first}` })
  assert.equal(REFUSALS.moved.status, 421)
  assert.deepEqual(opened, [])
})

test('a ticket from before the last change still lets in where it says; an older one not', async () => {
  const [, , other = ''] = clockwise
  const epoch = up.places.heard?.epoch ?? 0
  const door = doorOf(other)
  const old = knock({ ticket: ticket({ epoch, edges: [other as EdgeId] }) })
  for (const [newcomer, why] of [
    ['x', undefined],
    ['y', 'moved'],
  ] as const) {
    await up.up(newcomer)
    await up.places.refresh()
    const admitted = await door.admit(old)
    assert.equal('why' in admitted ? admitted.why : undefined, why)
  }
})

test('a door that is shut says why, before it looks at a ticket', async () => {
  shut = { why: 'moved', edge: 'ws://b' }
  assert.deepEqual(await refusedBy(doorOf(), knock({ ticket: 'x' })), shut)
})

test('an edge is full when it has as many clients as it takes', () => {
  assert.equal(full(9, 10), undefined)
  assert.equal(full(10, 10)?.why, 'overloaded')
})

test('a ticket is found among the subprotocols', () => {
  assert.equal(ticketIn('barrage.v1, ticket.abc.def'), 'abc.def')
  assert.equal(ticketIn('barrage.v1'), undefined)
  assert.equal(ticketIn(), undefined)
})

async function refusedBy(door: Door, knocking: Knock): Promise<Refused> {
  const refused = await door.admit(knocking)
  assert.ok('why' in refused)
  return refused
}
