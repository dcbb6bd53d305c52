import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { bringUp, OPERATOR_KEY, type Served, serve } from './served.ts'

const ZERO = { whitelist: 0, high: 0, low: 0 }
const TALLY = { shown: { ...ZERO, low: 7 }, withheld: ZERO, deliveries: 70, since: 5 }

let served: Served
before(async () => {
  served = await serve({}, [
    ['e1', 3],
    ['e2', 0],
  ])
  const ann = { viewer: 'ann' as ViewerId, name: 'Ann', guest: false, since: 1 }
  const at = (room: string, connections: number) => ({
    ...ann,
    ...{ room: room as RoomId, connections },
  })
  await served.members.report('e1' as EdgeId, [at('lobby', 2), at('cinema', 1)])
  await served.members.report('e2' as EdgeId, [at('lobby', 1)])
  await served.tallies.report('e1' as EdgeId, { rooms: new Map(), all: TALLY })
})
after(() => served.close())

const ask = (path: string) => served.as(OPERATOR_KEY, 'GET', `/admin/v1${path}`)

test('edges are seen with their place, size, state, load and what they showed', async () => {
  const { body } = await ask('/edges')
  assert.ok(body.epoch > 0)
  const load = { connections: 3, rooms: 0, bytesPerSecond: 0, loopDelayMs: 0 }
  assert.deepEqual(body.edges[0], {
    ...{ id: 'e1', url: 'ws://e1', region: '', labels: [], capacity: 1_000, state: 'serving' },
    ...{ load, told: TALLY },
  })
  assert.deepEqual([body.edges[1].id, body.edges[1].told], ['e2', undefined])
})

test('somebody is found in a room, by the edges that hold them', async () => {
  const edges = [
    { edge: 'e1', connections: 2 },
    { edge: 'e2', connections: 1 },
  ]
  const { body } = await ask('/rooms/lobby/members/ann')
  assert.deepEqual(body, { room: 'lobby', viewer: 'ann', isHere: true, edges })
  const { body: not } = await ask('/rooms/lobby/members/bob')
  assert.deepEqual(not, { room: 'lobby', viewer: 'bob', isHere: false, edges: [] })
})

test('all rooms of somebody are found', async () => {
  const { body } = await ask('/viewers/ann')
  assert.deepEqual(
    body.rooms.map(({ room, edges }: { room: string; edges: object[] }) => [room, edges.length]),
    [
      ['cinema', 1],
      ['lobby', 2],
    ],
  )
  assert.equal(body.more, false)
  assert.deepEqual((await ask('/viewers/nobody')).body.rooms, [])
})

test('names that are none are refused', async () => {
  for (const path of ['/viewers/..x%20', '/rooms/lobby/members/-x', '/rooms/-x/members/ann'])
    assert.equal((await ask(path)).status, 400, path)
})

test('members are paged, newest first, and no further than anybody reads', async () => {
  const { body } = await ask('/rooms/lobby/members?offset=0&limit=1')
  assert.equal(body.members.length, 1)
  assert.equal((await ask('/rooms/lobby/members?offset=10001')).status, 400)
})

test('a room says what was stored, and adds up what its edges showed', async () => {
  const room = 'lobby' as RoomId
  await served.as(OPERATOR_KEY, 'PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 500 })
  for (const edge of ['e1', 'e2'] as EdgeId[])
    await served.tallies.report(edge, { rooms: new Map([[room, TALLY]]), all: TALLY })
  const { body } = await ask('/rooms/lobby')
  assert.deepEqual([body.shown.low, body.withheld.low, body.deliveries], [14, 0, 140])
  assert.deepEqual(body.edges[1], { edge: 'e2', ...TALLY })
})

test('a room stands on the ladder where its edges do, unless they say otherwise', async () => {
  const stepOf = async (room: string) => (await ask(`/rooms/${room}`)).body.ladder
  const stands = (edge: string, step: number, rooms: Record<string, number>) => {
    const load = { connections: 3, rooms: 2, bytesPerSecond: 0, loopDelayMs: 0 }
    return bringUp(served.edges, edge, 3, { load: { ...load, ladder: { step, rooms } } })
  }
  for (const room of ['lobby', 'cinema', 'empty'])
    await served.as(OPERATOR_KEY, 'PUT', `/admin/v1/rooms/${room}/settings`, { tickMs: 500 })
  await stands('e1', 3, {})
  assert.deepEqual(
    [await stepOf('lobby'), await stepOf('cinema'), await stepOf('empty')],
    [3, 3, 0],
  )
  await stands('e2', 0, { lobby: 5 })
  assert.deepEqual([await stepOf('lobby'), await stepOf('cinema')], [5, 3])
  await stands('e1', 3, { cinema: 1 })
  assert.equal(await stepOf('cinema'), 1)
})
