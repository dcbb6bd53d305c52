import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveRoom } from '../../edge/live-room.ts'
import { Place } from '../../edge/place.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { NOBODY, type RoomSpread } from '../../engine/placement/spreads.ts'
import type { TicketClaims } from '../../http/ticket.ts'
import { upEdges } from '../fixtures/up-edges.ts'

const room = 'lobby' as RoomId
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

async function deployment(width = 1) {
  const { places, edges, up, ...rest } = await upEdges(IDS)
  const spread: RoomSpread = { ...NOBODY, width }
  const placeOf = (id: string, isGray = false) =>
    new Place({ id: id as EdgeId, isGray }, places, { of: async () => spread })
  const clockwise = (places.heard?.ring.place(room, 8) ?? []) as readonly EdgeId[]
  return { places, edges, up, placeOf, clockwise, epoch: places.heard?.epoch ?? 0, ...rest }
}

const liveRoom = (width: number) =>
  ({ id: room, spread: { ...NOBODY, width }, place: undefined }) as unknown as LiveRoom

const ticket = (over: Partial<TicketClaims>): TicketClaims => ({
  ...{ room, viewer: 'v' as ViewerId, name: 'V', role: 'viewer', guest: true },
  ...over,
})

test('who comes to one of the room’s edges, or the one after them, is right', async () => {
  const { placeOf, clockwise } = await deployment(2)
  for (const edge of clockwise.slice(0, 3))
    assert.equal(await placeOf(edge).wrongFor(ticket({})), undefined)
})

test('who comes to any other is told where the room is', async () => {
  const { placeOf, clockwise } = await deployment(2)
  const [first, , , other = ''] = clockwise
  const expected = { why: 'moved', edge: `ws://${first}` }
  assert.deepEqual(await placeOf(other).wrongFor(ticket({})), expected)
})

test('a ticket of this epoch or the one before is believed when it names us, an older one not', async () => {
  const { placeOf, clockwise, epoch, up, places } = await deployment()
  const [, , other = ''] = clockwise
  const place = placeOf(other)
  const named = ticket({ edges: [other as EdgeId], epoch })
  assert.equal(await place.wrongFor(named), undefined)
  await up('new-1')
  await places.refresh()
  assert.equal(await place.wrongFor(named), undefined)
  await up('new-2')
  await places.refresh()
  const wrong = await place.wrongFor(named)
  assert.equal(wrong?.why, 'moved')
})

test('a pinned viewer is right where its ticket pins it, however old that is', async () => {
  const { placeOf, clockwise, epoch } = await deployment()
  const [, , , pin = ''] = clockwise
  const pinned = ticket({ edges: [pin as EdgeId], epoch: epoch - 9, pinned: true })
  assert.equal(await placeOf(pin).wrongFor(pinned), undefined)
  assert.equal((await placeOf(clockwise[4] ?? '').wrongFor(pinned))?.why, 'moved')
})

test('a ticket from after what is known here makes it be asked again', async () => {
  const { placeOf, clockwise, epoch, up, places } = await deployment()
  const [, , other = ''] = clockwise
  await up('new')
  const named = ticket({ edges: [other as EdgeId], epoch: epoch + 1 })
  assert.equal(await placeOf(other).wrongFor(named), undefined)
  assert.ok((places.heard?.epoch ?? 0) > epoch)
})

test('a ticket names few edges, us first, and the spare before others that could not take us', async () => {
  const { placeOf, clockwise, epoch } = await deployment()
  const [a, b, c, d] = clockwise
  const place = placeOf(`${b}`)
  assert.deepEqual(place.validity(liveRoom(2)), { edges: [b, c, a], epoch })
  assert.equal(place.validity(liveRoom(8)).edges?.length, 4)
  assert.deepEqual(place.validity(liveRoom(1), d).edges, [d, b, a])
  assert.deepEqual(place.fallbacks(liveRoom(1), a as EdgeId), [`ws://${b}`])
})

test('a room’s edges are looked up anew when the ring or the width is another', async () => {
  const { placeOf, clockwise, edges, places } = await deployment()
  const [first = '', second] = clockwise
  const place = placeOf('a')
  const held = liveRoom(1)
  assert.deepEqual(place.edgesOf(held), [first])
  assert.equal(place.edgesOf(held), place.edgesOf(held))
  held.spread = { ...NOBODY, width: 2 }
  assert.deepEqual(place.edgesOf(held), [first, second])
  held.spread = NOBODY
  await edges.leave({ id: first as EdgeId, instance: first })
  await places.refresh()
  assert.deepEqual(place.edgesOf(held), [second])
})

test('an edge that goes down sends people to one that serves; without one it says so', async () => {
  const alone = await upEdges(['a'])
  const place = new Place({ id: 'a' as EdgeId, isGray: false }, alone.places, {
    of: async () => NOBODY,
  })
  assert.equal(place.elsewhere().why, 'overloaded')
  await alone.up('b')
  await alone.places.refresh()
  assert.deepEqual(place.elsewhere(), { why: 'moved', edge: 'ws://b' })
})

test('a gray edge holds the rooms of the gray ring', async () => {
  const { places, up } = await upEdges(['a', 'b'], 'new')
  await up('g', { labels: ['new'] })
  await places.refresh()
  const gray = new Place({ id: 'g' as EdgeId, isGray: true }, places, { of: async () => NOBODY })
  assert.deepEqual(gray.edgesOf(liveRoom(1)), ['g'])
  assert.equal(await gray.wrongFor(ticket({})), undefined)
})
