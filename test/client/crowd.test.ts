import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import { addressOf, crowded, fill, list } from './fake-crowd.ts'
import { enter, fakeEdge, frame, nthSocket, welcome } from './fake-edge.ts'

/** Longer than any test. */
const NEVER_MS = 3_600_000

test('a room that is fuller than its edges is seen all the same, piece by piece', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [
    [0, 1, [['long ago', 5]]],
    [2_000, 1, [['a', 2_000]]],
    [4_000, 1, [['b', 4_100]]],
    [8_000, 1, [['c', 9_000]]],
  ])
  const { room, events, shown } = enter(t, edge)
  await until(() => shown().length === 3)
  assert.deepEqual([shown(), room.state, room.ticket], [['a', 'b', 'c'], 'open', 'c1'])
  const [greeting] = events.welcome
  assert.deepEqual(
    [greeting?.stream, greeting?.viewer.id, greeting?.tickMs, greeting?.open, greeting?.resumed],
    ['s1', 'v', 20, true, false],
  )
  assert.deepEqual([events.count, events.messages[0]?.live], [[7], false])

  list(edge, [
    [8_000, 1, [['c', 9_000]]],
    [10_000, 1, [['d', 10_500]]],
  ])
  await until(() => shown().length === 4)
  assert.deepEqual([shown().at(-1), events.messages.at(-1)?.live], ['d', true])
  assert.equal(edge.asked.filter(path => path === addressOf(8_000, 1)).length, 1)
  assert.equal(edge.sockets.length, 0)
})

test('what is taken back leaves the screen, what comes late is shown, and nothing twice', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [
    [
      0,
      1,
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [2_000, 1, [['c', 2_000]]],
  ])
  const { events, shown } = enter(t, edge)
  await until(() => shown().length === 3)
  list(edge, [
    [
      0,
      2,
      [
        ['a', 1],
        ['late', 3],
      ],
    ],
  ])
  await until(() => shown().length === 4)
  await until(() => events.recall.length === 2)
  assert.deepEqual(shown(), ['a', 'b', 'c', 'late'])
  assert.deepEqual(events.recall, [['c'], ['b']])
})

test('what a limit leaves out is told as withheld', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [
    [
      0,
      1,
      [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    ],
  ])
  edge.tells.set(addressOf(0, 1), {
    messages: [{ id: 'b', at: 2, from: { id: 'u' }, body: { text: 'b' } }, { id: 'senseless' }],
  })
  const { events, shown } = enter(t, edge)
  await until(() => shown().length === 1)
  assert.deepEqual(events.withheld, [{ low: 2 }])
})

test('a piece that has a newer generation is passed over until the list has it', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [
    [0, 1, [['a', 1]]],
    [2_000, 1, [['b', 2_000]]],
  ])
  edge.tells.set(addressOf(0, 1), undefined)
  const { events, shown } = enter(t, edge)
  await until(() => events.welcome.length > 0)
  await until(() => edge.asked.filter(path => path === addressOf(0, 1)).length > 1)
  assert.deepEqual(shown(), [])
  list(edge, [
    [0, 2, [['a', 1]]],
    [2_000, 1, [['b', 2_000]]],
  ])
  await until(() => shown().length === 2)
  assert.deepEqual(shown(), ['a', 'b'])
})

test('what is said goes over HTTP with the ticket, again while it is not taken', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [])
  const { code, text } = REFUSALS.unsure
  edge.sayAnswers.push({ status: 503, body: { code, text, retryMs: 1 } })
  const { room } = enter(t, edge)
  const { id } = await room.send('前方高能')
  const [first, second] = edge.said
  assert.deepEqual([first, id], [second, `i-${first?.cid}`])
  assert.deepEqual([first?.ticket, first?.body], ['c1', { text: '前方高能' }])

  edge.sayAnswers.push({ status: 429, body: { ...REFUSALS.tooFast, retryMs: 700 } })
  await assert.rejects(room.send('too fast'), { code: REFUSALS.tooFast.code, retryMs: 700 })
})

test('a ticket that grew old is changed for another, and what was said is said with that', async t => {
  const edge = await fakeEdge(t)
  const place = crowded(edge, { againMs: NEVER_MS })
  edge.joinAnswers.push({ status: 200, body: place })
  edge.joinAnswers.push({ status: 200, body: { ...place, ticket: 'c2' } })
  list(edge, [])
  edge.sayAnswers.push({ status: 401, body: REFUSALS.ticketExpired })
  const { room } = enter(t, edge)
  await until(() => room.state === 'open')
  await room.send('hi')
  assert.deepEqual(edge.joins[1], { name: 'n', ticket: 'c1' })
  assert.deepEqual(
    edge.said.map(({ ticket }) => ticket),
    ['c1', 'c2'],
  )
})

test('once an edge has room it climbs there, and misses nothing of the time between', async t => {
  const edge = await fakeEdge(t)
  edge.greet = undefined
  fill(edge, 3)
  list(edge, [[0, 1, [['a', 1]]]], { durationMs: 7_000 })
  const { room, shown, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  assert.ok(edge.joins.length === 4, `${edge.joins.length} joins`)
  assert.equal(socket.path, '/v1/rooms/r/ws')
  assert.equal(room.state, 'open')
  socket.say(welcome({ cursor: 'e.0.0.9' }))
  socket.say(frame('batch', 9, 10))
  await until(() => shown().length === 2)
  list(edge, [
    [0, 1, [['a', 1]]],
    [
      6_000,
      1,
      [
        ['between', 6_500],
        ['m10', 6_900],
      ],
    ],
    [12_000, 1, [['not by the crowd', 13_000]]],
  ])
  await until(() => shown().length === 3)
  assert.deepEqual(shown(), ['a', 'm10', 'between'])
  await until(() => edge.asked.includes(addressOf(12_000, 1)))
  const lists = () => edge.asked.filter(path => path.endsWith('/latest')).length
  const listed = lists()
  const sending = room.send('over the socket')
  const { cid } = await until(() => socket.frames.find(({ t }) => t === 'send'))
  socket.say({ t: 'ok', cid, id: 'x' })
  assert.deepEqual(await sending, { id: 'x' })
  assert.deepEqual([lists(), edge.said.length], [listed, 0])
  assert.deepEqual(events.state, ['open'])
})

test('an edge that does not say welcome leaves it in the crowd', async t => {
  const edge = await fakeEdge(t)
  fill(edge, 1)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { viewers: 8 }) })
  edge.edges = ['ws://127.0.0.1:1']
  list(edge, [[0, 1, [['a', 1]]]])
  const { room, shown, events } = enter(t, edge)
  await until(() => edge.joins.length === 5)
  list(edge, [[2_000, 1, [['b', 2_001]]]])
  await until(() => shown().length === 2)
  assert.deepEqual([room.state, events.state, events.count], ['open', ['open'], [7, 8]])
})

test('who loses its edge to the crowd goes on where it was', async t => {
  const edge = await fakeEdge(t)
  const { shown, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say({ ...frame('batch', 0, 2), at: 2_500 })
  await until(() => shown().length === 2)
  list(edge, [
    [0, 1, [['before', 1]]],
    [
      2_000,
      1,
      [
        ['before, too', 2_400],
        ['after', 2_600],
      ],
    ],
  ])
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  socket.say({ t: 'bye', code: 4_004, text: 'this room is served elsewhere' })
  socket.socket.close(4_004)
  await until(() => shown().length === 3)
  assert.deepEqual(shown(), ['m1', 'm2', 'after'])
  assert.deepEqual(events.welcome.at(-1)?.resumed, true)
})

test('without an edge one scrolls back as far as the stream goes', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  list(edge, [
    [
      0,
      1,
      [
        ['a', 0],
        ['b', 1],
        ['c', 1],
      ],
    ],
    [2_000, 1, [['d', 2_001]]],
    ...[4_000, 6_000, 8_000].map(at => [at, 1, [[`at ${at}`, at]]] as const),
  ])
  const { room, shown } = enter(t, edge)
  await until(() => shown().length === 3)
  const back = async () => (await room.history({ limit: 2 })).map(({ id }) => `${id}`)
  assert.deepEqual(await back(), ['b', 'c', 'd'])
  assert.deepEqual(await back(), ['a'])
  assert.deepEqual(await back(), [])
})

test('the end of the stream is told, and the next one follows by itself', async t => {
  const edge = await fakeEdge(t)
  fill(edge, 2)
  const next = { ...crowded(edge, { againMs: NEVER_MS }), stream: 's2', openedAt: 5 }
  edge.joinAnswers.push({ status: 200, body: next })
  list(edge, [[0, 1, [['a', 1]]]])
  edge.tells.set('/v1/replay/s2/latest', {
    ...(edge.tells.get('/v1/replay/s1/latest') as object),
    segments: { url: '/none', rows: [] },
  })
  const { events, shown } = enter(t, edge)
  await until(() => shown().length === 1)
  list(edge, [[0, 1, [['a', 1]]]], { live: false })
  await until(() => events.welcome.length === 2)
  assert.deepEqual(
    events.room.map(({ open }) => open),
    [false],
  )
  assert.deepEqual(events.welcome.at(-1)?.stream, 's2')
})

test('segments that do not come make it wait, and ask for another place', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 200, body: crowded(edge, { againMs: NEVER_MS }) })
  const { room, events } = enter(t, edge)
  await until(() => edge.joins.length === 2)
  await until(() => room.state === 'open')
  assert.ok(events.state.includes('waiting'))
  assert.equal(edge.sockets.length, 1)
})
