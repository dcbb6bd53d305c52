import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { until } from '../until.ts'
import { APPLICATION_KEY, OPERATOR_KEY, type Served, serve, TTL_MS } from './served.ts'

/** Of a room's edges as this process knows them: older ones are asked for again. */
const HEARD_MS = 1_000
const CROWD = { above: 2, url: 'https://cdn.example', againMs: 30_000, frameBytes: 4_096 }

let served: Served
beforeEach(async () => {
  served = await serve({ crowd: CROWD })
})
afterEach(() => served.close())

const join = (body: object = {}, key?: string) =>
  served.as(key, 'POST', '/v1/rooms/lobby/join', body)
const say = (body: object, room = 'lobby') =>
  served.as(undefined, 'POST', `/v1/rooms/${room}/say`, body)
const appended = () =>
  served.entries.flatMap(([, entry]) => (entry.type === 'message' ? [entry.message] : []))

/** Fills the edges, and brings in one more. */
async function crowded(body: object = {}) {
  await join()
  await join()
  return (await join(body)).body
}

test('who joins a room that is fuller than its edges is told where its segments are', async () => {
  const [first, second] = [(await join()).body, (await join()).body]
  assert.deepEqual([first.edges, first.crowd, second.edges], [['ws://e1'], undefined, ['ws://e1']])
  const third = (await join({ name: '小明' })).body
  assert.deepEqual(third.edges, [])
  assert.equal(third.viewer.name, '小明')
  const { limits, ...crowd } = third.crowd
  // The tier of the threshold, and not of the room: 200 a second.
  const { url, againMs } = CROWD
  assert.deepEqual(crowd, { url, perSecond: 200, againMs, viewers: 2 })
  assert.deepEqual(limits, {
    ...{ frameBytes: 4_096, textLength: 100, perSecond: 1 },
    kinds: ['danmaku', 'like'],
  })
})

test('who is of the crowd finds an edge again once a good many have left', async () => {
  const { ticket, viewer } = await crowded()
  assert.deepEqual((await join({ ticket })).body.edges, [])
  served.clock.ms += HEARD_MS
  const back = (await join({ ticket })).body
  assert.deepEqual([back.edges, back.crowd, back.viewer.id], [['ws://e1'], undefined, viewer.id])
})

test('whom the application wants on an edge is on that edge, however full the room is', async () => {
  await crowded()
  const pinned = (await join({ viewer: 'u1', edge: 'e1' }, APPLICATION_KEY)).body
  assert.deepEqual([pinned.edges, pinned.crowd], [['ws://e1'], undefined])
})

test('who is of the crowd asks for an edge after those who see nothing yet', async () => {
  const tight = await serve({ crowd: { ...CROWD, above: 1 }, joinsPerSecond: 4 })
  const enter = (body: object = {}) => tight.as(undefined, 'POST', '/v1/rooms/lobby/join', body)
  const [onEdge, ofCrowd] = [(await enter()).body, (await enter()).body]
  await enter()
  const { status, body } = await enter({ ticket: ofCrowd.ticket })
  assert.deepEqual([status, body.code], [429, 204])
  assert.equal((await enter({ ticket: onEdge.ticket })).status, 200)
  await tight.close()
})

test('who is of the crowd speaks with its ticket, and the same cid is one message', async () => {
  const { ticket, viewer, stream } = await crowded({ name: '小明' })
  const words = { ticket, cid: 'c1', body: { text: '来了' } }
  const { status, body } = await say(words)
  assert.deepEqual([status, body.cid], [200, 'c1'])
  assert.deepEqual((await say(words)).body, body)
  const [message, ...others] = appended()
  assert.deepEqual(others, [])
  assert.deepEqual(
    [message?.id, message?.stream, message?.from.id, message?.priority],
    [body.id, stream, viewer.id, 'low'],
  )
})

test('what it says climbs the same steps: pace, kinds, mutes, the end of the stream', async () => {
  const { ticket, viewer } = await crowded()
  const text = (cid: string) => ({ ticket, cid, body: { text: cid } })
  assert.equal((await say({ ...text('notice'), kind: 'notice' })).body.code, 303)
  assert.equal((await say({ ticket, cid: 'x', body: { text: ' ' } })).body.code, 105)
  const codes = []
  for (let n = 0; n < 6; n++) codes.push((await say(text(`m${n}`))).body.code)
  assert.deepEqual(codes, [...Array(5).fill(undefined), 201])
  served.clock.ms += HEARD_MS * 10
  await served.as(OPERATOR_KEY, 'PUT', `/admin/v1/rooms/lobby/muted/${viewer.id}`, {
    forMs: HEARD_MS,
  })
  assert.equal((await say(text('muted'))).body.code, 302)
  served.clock.ms += HEARD_MS
  assert.equal((await say(text('free'))).status, 200)
  await served.as(APPLICATION_KEY, 'DELETE', '/v1/rooms/lobby/stream')
  assert.equal((await say(text('late'))).body.code, 305)
})

test('what it says is of the room’s budget, which the edges draw on too', async t => {
  const { ticket } = await crowded()
  const exchange = t.mock.method(served.budgets, 'exchange')
  await say({ ticket, cid: 'c1', body: { text: '来了' } })
  const [name, asks] = await until(() => exchange.mock.calls[0]?.arguments)
  assert.match(name, /^room-service-/)
  assert.deepEqual(
    asks.map(({ room, share }) => [room, share]),
    [['lobby', 0.5]],
  )
})

test('nobody speaks without a ticket, with that of another room, or with an old one', async () => {
  const { ticket } = await crowded()
  const words = { cid: 'c', body: { text: 'hi' } }
  assert.equal((await say(words)).body.code, 501)
  assert.equal((await say({ ...words, ticket: 'x.y.z' })).body.code, 502)
  assert.equal((await say({ ...words, ticket }, 'elsewhere')).body.code, 504)
  assert.equal((await say({ ...words, ticket, cid: '' })).body.code, 107)
  served.clock.ms += TTL_MS
  assert.equal((await say({ ...words, ticket })).body.code, 503)
})
