import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import { enter, fakeEdge, frame, nthSocket, welcome } from './fake-edge.ts'

test('a move is made before the old connection is broken, and loses nothing', async t => {
  const edge = await fakeEdge(t)
  const target = await fakeEdge(t)
  target.greet = undefined
  const { room, shown } = enter(t, edge)
  const old = await nthSocket(edge, 0)
  old.say(frame('batch', 0, 2))
  await until(() => shown().length === 2)
  old.say({ t: 'move', url: target.wsUrl, ticket: 'fresh', withinMs: 1_000 })
  const fresh = await nthSocket(target, 0)
  assert.deepEqual([fresh.path, fresh.ticket], ['/v1/rooms/r/ws?cursor=e.0.0.2', 'fresh'])
  old.say(frame('batch', 2, 4))
  await until(() => shown().length === 4)
  assert.equal(old.closed, false)
  fresh.say(welcome({ resumed: true, cursor: 'e.0.0.5' }))
  fresh.say(frame('past', 2, 5))
  await until(() => shown().length === 5 && old.closed)
  assert.deepEqual([room.state, room.ticket], ['open', 'fresh'])
})

test('a move says where to go when the new edge is gone', async t => {
  const [edge, target, fallback] = [await fakeEdge(t), await fakeEdge(t), await fakeEdge(t)]
  const { room } = enter(t, edge)
  const edges = [fallback.wsUrl]
  const old = await nthSocket(edge, 0)
  old.say({ t: 'move', url: target.wsUrl, edges, ticket: 'fresh', withinMs: 1_000 })
  const moved = await nthSocket(target, 0)
  await until(() => old.closed)
  moved.socket.terminate()
  const next = await nthSocket(fallback, 0)
  await until(() => room.state === 'open')
  assert.deepEqual([next.ticket, edge.joins.length], ['fresh', 1])
})

test('a move that fails keeps the old connection', async t => {
  const edge = await fakeEdge(t)
  const { room, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say({ t: 'move', url: 'no address', withinMs: 1_000 })
  socket.say({ t: 'move', url: 'ws://127.0.0.1:1', withinMs: 1_000 })
  socket.say(frame('batch', 0, 1))
  await until(() => shown().length === 1)
  assert.deepEqual([room.state, socket.closed, edge.joins.length], ['open', false, 1])
})

test('a terminal close ends it, and whatever waits is told', async t => {
  const edge = await fakeEdge(t)
  const { room, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => room.state === 'open')
  const sending = room.send('too late')
  socket.say({ t: 'bye', code: 4502, text: 'an operator ended this connection' })
  socket.socket.close(4502)
  await assert.rejects(sending, { code: REFUSALS.unsure.code })
  assert.equal(room.state, 'closed')
  assert.deepEqual(events.bye, [{ code: 4502, text: 'an operator ended this connection' }])
  await assert.rejects(room.send('later still'), { code: REFUSALS.closed.code })
  assert.equal(edge.sockets.length, 1)
})

test('a ticket that is not let in any more is shown to a join, which gives another', async t => {
  const edge = await fakeEdge(t)
  edge.expired.add('t1')
  const { room } = enter(t, edge)
  await until(() => room.state === 'open')
  assert.deepEqual(edge.joins, [{ name: 'n' }, { name: 'n', ticket: 't1' }])
  assert.equal(edge.sockets[0]?.ticket, 't2')
})

test('a forgotten ticket is let go, once; a room that does not let us in ends it', async t => {
  const edge = await fakeEdge(t)
  const { room, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => room.state === 'open')
  const no = (why: 'badTicket' | 'noGuests') => ({ status: 401, body: REFUSALS[why] })
  edge.joinAnswers.push(no('badTicket'), no('noGuests'))
  socket.say({ t: 'bye', code: 4004, text: 'this room is served elsewhere' })
  socket.socket.close(4004)
  await until(() => room.state === 'closed')
  assert.deepEqual(edge.joins.slice(1), [{ name: 'n', ticket: 't1' }, { name: 'n' }])
  assert.deepEqual(
    events.refused.map(({ code }) => code),
    [REFUSALS.badTicket.code, REFUSALS.noGuests.code],
  )
})

test('a token lets in once; then the ticket does, as long as it is taken', async t => {
  const edge = await fakeEdge(t)
  const { room } = enter(t, edge, { token: 'jwt' })
  await until(() => room.state === 'open')
  edge.joinAnswers.push({ status: 401, body: REFUSALS.ticketExpired })
  edge.sockets[0]?.socket.close(4004)
  await until(() => edge.sockets.length === 2)
  const [first, second, third] = edge.joins
  assert.deepEqual(first, { name: 'n', token: 'jwt' })
  assert.deepEqual([second, third], [{ name: 'n', ticket: 't1' }, first])
})

test('a ticket kept from another time that is none any more is let go', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 401, body: REFUSALS.badTicket })
  const { room, events } = enter(t, edge, { ticket: 'kept' })
  await until(() => room.state === 'open')
  assert.deepEqual(edge.joins, [{ name: 'n', ticket: 'kept' }, { name: 'n' }])
  assert.equal(events.refused[0]?.code, REFUSALS.badTicket.code)
})

test('a kept ticket that has expired is for the page to renew', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 401, body: REFUSALS.ticketExpired })
  const { room } = enter(t, edge, { ticket: 'kept' })
  await until(() => room.state === 'closed')
  assert.equal(edge.joins.length, 1)
})

test('a room service that is busy or speaks nonsense is asked again', async t => {
  const edge = await fakeEdge(t)
  edge.joinAnswers.push({ status: 502, body: 'a door' })
  edge.joinAnswers.push({ status: 429, body: { ...REFUSALS.tooManyRooms, retryMs: 20 } })
  edge.joinAnswers.push({ status: 429, body: { ...REFUSALS.joinsBusy, retryMs: 20 } })
  const { room, events } = enter(t, edge)
  await until(() => room.state === 'open')
  assert.deepEqual(
    events.refused.map(({ code }) => code),
    [REFUSALS.unavailable.code, REFUSALS.tooManyRooms.code, REFUSALS.joinsBusy.code],
  )
})

test('the next address is tried when an edge does not answer', async t => {
  const edge = await fakeEdge(t)
  edge.edges = ['ws://127.0.0.1:1', edge.wsUrl]
  const { room } = enter(t, edge)
  await until(() => room.state === 'open')
  assert.equal(edge.joins.length, 1)
})

test('close leaves at once and stays away', async t => {
  const edge = await fakeEdge(t)
  const { room, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => room.state === 'open')
  room.close()
  await until(() => socket.closed)
  assert.deepEqual(events.state, ['open', 'closed'])
  assert.deepEqual([edge.sockets.length, edge.joins.length], [1, 1])
})
