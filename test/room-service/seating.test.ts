import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryMemberStore } from '../../engine/adapters/memory/member-store.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { Spreads } from '../../engine/placement/spreads.ts'
import { type Asking, type GrayRelease, Seating } from '../../room-service/seating.ts'
import { LEASE_MS, loadOf, upEdges } from '../fixtures/up-edges.ts'

const room = 'lobby' as RoomId
const NO_GRAY: GrayRelease = { label: '', percent: 0 }

async function seating(ids: string, gray = NO_GRAY, viewersPerEdge = 10) {
  const up = await upEdges(ids === '' ? [] : ids.split(' '), gray.label)
  const { places, now } = up
  const members = new MemoryMemberStore({ now, leaseMs: 10 * LEASE_MS })
  const spreads = new Spreads({ members, places, viewersPerEdge, now })
  const ours = new Seating(places, spreads, gray)
  let viewers = 0
  const ask = async (over: Partial<Asking> = {}) => {
    const viewer = `v${viewers++}` as ViewerId
    const asking = { room, viewer, region: '', group: '', pinned: undefined, ...over }
    const { edges } = await ours.seatsFor(asking)
    return edges.map(({ id }) => `${id}`)
  }
  const sit = (edge: string, many: number) => {
    const who = Array.from({ length: many }, (_, n) => `${edge}-${n}` as ViewerId)
    const more = { room, guest: true, connections: 1, since: 0 }
    return members.report(
      edge as EdgeId,
      who.map(viewer => ({ ...more, viewer, name: viewer })),
    )
  }
  const clockwise = (places.heard?.ring.place(room, 9) ?? []).map(id => `${id}`)
  return { ...up, ask, sit, clockwise, members }
}

test('a small room has one edge for everybody, and the next on the ring when that is gone', async () => {
  const { ask, clockwise } = await seating('a b c d')
  for (let n = 0; n < 5; n++) assert.deepEqual(await ask(), clockwise.slice(0, 2))
})

test('no edge: nowhere to go; one edge: there', async () => {
  assert.deepEqual(await (await seating('')).ask(), [])
  assert.deepEqual(await (await seating('a')).ask(), ['a'])
})

test('at most four addresses are given, however wide the room is', async () => {
  const { ask, sit, clockwise } = await seating('a b c d e f g h')
  await sit(clockwise[0] as string, 80)
  assert.equal((await ask()).length, 4)
})

test('a crowd that comes at once is spread over the room’s edges evenly, before anybody has told', async () => {
  const { ask, sit, clockwise } = await seating('a b c d')
  await sit(clockwise[0] as string, 40)
  const sent = new Map<string, number>([[clockwise[0] as string, 40]])
  for (let n = 0; n < 360; n++) {
    const [first = ''] = await ask()
    sent.set(first, (sent.get(first) ?? 0) + 1)
  }
  for (const many of sent.values()) assert.ok(many <= 110, `${[...sent]}`)
})

test('who was sent to an edge is on the way for a moment, not for ever', async () => {
  const { ask, sit, clock, clockwise, up } = await seating('a b')
  await sit(clockwise[0] as string, 11)
  const renew = async () => {
    for (const id of clockwise) await up(id)
  }
  const idle = clockwise[1] as string
  await up(clockwise[0] as string, { load: loadOf(5) })
  clock.ms += 1_000
  for (let n = 0; n < 6; n++) await ask()
  // Nobody of them came: two seconds later both edges say what they said before.
  for (let seconds = 0; seconds < 3; seconds++) {
    clock.ms += 1_000
    await renew()
    await up(clockwise[0] as string, { load: loadOf(5) })
  }
  assert.equal((await ask())[0], idle)
})

test('the nearest region comes first, as long as it is not given more of the room than is fair', async () => {
  const { ask, sit, clockwise, up, clock } = await seating('a b')
  const [first = '', second = ''] = clockwise
  await up(second, { region: 'eu', load: loadOf(500) })
  await sit(first, 30)
  clock.ms += 1_000
  const chosen: string[] = []
  for (let n = 0; n < 200; n++) chosen.push((await ask({ region: 'eu' }))[0] as string)
  assert.equal(chosen[0], second)
  const near = chosen.filter(id => id === second).length
  assert.ok(near >= 115 && near <= 0.56 * 230, `${near} of 230 are near`)
})

test('a full edge is passed over while another has room', async () => {
  const { ask, sit, clockwise, up, clock } = await seating('a b')
  const [first = '', second = ''] = clockwise
  await sit(first, 11)
  await up(first, { load: loadOf(1_000) })
  await up(second, { load: loadOf(999), region: 'far' })
  clock.ms += 1_000
  assert.equal((await ask({ region: '' }))[0], second)
})

test('a pinned viewer goes where it is pinned, and nowhere when that is not up', async () => {
  const { ask, up, edges, places } = await seating('a b c')
  assert.deepEqual(await ask({ pinned: 'c' as EdgeId }), ['c'])
  assert.deepEqual(await ask({ pinned: 'x' as EdgeId }), [])
  await edges.register({ ...(await up('c')), isDraining: true })
  await places.refresh()
  assert.deepEqual(await ask({ pinned: 'c' as EdgeId }), [])
})

test('a gray release takes its share and its group, and nobody else', async () => {
  const { ask, up, places } = await seating('a b', { label: 'new', percent: 20 })
  await up('g', { labels: ['new'] })
  await places.refresh()
  let gray = 0
  for (let n = 0; n < 1_000; n++) if ((await ask())[0] === 'g') gray++
  assert.ok(Math.abs(gray - 200) < 50, `${gray}`)
  assert.equal((await ask({ group: 'new' }))[0], 'g')
})

test('when the one edge of a gray release is gone its viewers know another', async () => {
  const { ask, up, places, clockwise } = await seating('a b', { label: 'new', percent: 0 })
  await up('g', { labels: ['new'] })
  await places.refresh()
  const [first = '', second = ''] = clockwise
  assert.deepEqual(await ask({ group: 'new' }), ['g', first])
  assert.deepEqual(await ask(), [first, second])
  assert.deepEqual(await ask({ pinned: 'g' as EdgeId }), ['g'])
  await up('h', { labels: ['new'] })
  await places.refresh()
  assert.deepEqual((await ask({ group: 'new' })).sort(), ['g', 'h'])
})

test('without an edge of the gray release everybody goes to the others, and the other way round', async () => {
  const others = await seating('a', { label: 'new', percent: 100 })
  assert.deepEqual(await others.ask(), ['a'])
  const alone = await seating('', { label: 'new', percent: 0 })
  await alone.up('g', { labels: ['new'] })
  await alone.places.refresh()
  assert.deepEqual(await alone.ask(), ['g'])
})
