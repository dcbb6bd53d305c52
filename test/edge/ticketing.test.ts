import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Place } from '../../edge/place.ts'
import { Ticketing } from '../../edge/ticketing.ts'
import type { EdgeId } from '../../engine/ids.ts'
import { NOBODY } from '../../engine/placement/spreads.ts'
import { makeTickets } from '../../http/ticket.ts'
import { ROOM } from '../fixtures/message.ts'
import { upEdges } from '../fixtures/up-edges.ts'
import { FakeRooms } from './fake-rooms.ts'

const TTL_MS = 60_000

async function ticketing() {
  const { places, clock, now } = await upEdges(['a', 'b', 'c'])
  const place = new Place({ id: 'a' as EdgeId, isGray: false }, places, { of: async () => NOBODY })
  const tickets = makeTickets({ key: 'k'.repeat(32), ttlMs: TTL_MS })
  const room = new FakeRooms().room(ROOM, 0)
  return { ticketing: new Ticketing(tickets, place, now), clock, room, epoch: places.heard?.epoch }
}

test('a ticket is renewed when half its time is over, and not before', async () => {
  const { ticketing: ours, clock, room } = await ticketing()
  const session = new FakeRooms().sit(room, 'ann')
  session.ticketUntil = clock.ms + TTL_MS / 2
  assert.equal(ours.renewed(session, room), undefined)
  clock.ms += 1
  assert.ok(ours.renewed(session, room))
  assert.equal(session.ticketUntil, clock.ms + TTL_MS)
  assert.equal(ours.renewed(session, room), undefined)
})

test('a new ticket says who somebody is as the old one did, and is good here', async () => {
  const { ticketing: ours, clock, room, epoch } = await ticketing()
  const session = new FakeRooms().sit(room, 'ann', { level: 7 })
  const { edges, until, ...claims } = ours.check(ours.fresh(session, room), ROOM) as Checked
  const { pinned, ...viewer } = session.viewer
  const { id, ...rest } = viewer
  assert.deepEqual(claims, { ...rest, viewer: id, room: ROOM, epoch })
  assert.equal(edges?.[0], 'a')
  assert.ok(Math.abs((until ?? 0) - clock.ms - TTL_MS) < 1_000)
})

test('who is pinned here stays pinned here by its new ticket', async () => {
  const { ticketing: ours, room } = await ticketing()
  const session = new FakeRooms().sit(room, 'ann', { pinned: true })
  const { pinned, edges } = ours.check(ours.fresh(session, room), ROOM) as Checked
  assert.deepEqual([pinned, edges?.[0]], [true, 'a'])
})

test('who is told to move has a ticket for where it goes', async () => {
  const { ticketing: ours, room } = await ticketing()
  const session = new FakeRooms().sit(room, 'ann')
  const ticket = ours.fresh(session, room, 'c' as EdgeId)
  assert.equal((ours.check(ticket, ROOM) as Checked).edges?.[0], 'c')
})

type Checked = { pinned?: boolean; edges?: EdgeId[]; until?: number }
