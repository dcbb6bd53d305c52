import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Room } from '../../client/room.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import {
  enter,
  type FakeEdge,
  type FakeSocket,
  fakeEdge,
  frame,
  nthSocket,
  welcome,
} from './fake-edge.ts'

const IN_B = { room: 'b' }
/** What is said before the first beat is told by it. */
const HEARTBEAT_MS = 1_000

test('a room is entered by a frame, with its own ticket, and says where it is by its own pings', async t => {
  const { socket, edge } = await hosting(t, undefined, HEARTBEAT_MS)
  await until(() => frameOf(socket, 'enter'))
  assert.deepEqual(frameOf(socket, 'enter'), { t: 'enter', room: 'b', ticket: 't2' })
  socket.say(welcome({ ...IN_B, heartbeatMs: HEARTBEAT_MS }))
  for (let n = 0; n < 15; n++) socket.say(frame('batch', n, n + 1, IN_B))
  await until(() => socket.frames.filter(({ t }) => t === 'ping').length === 2)
  const pings = socket.frames.filter(({ t }) => t === 'ping')
  assert.deepEqual(pings, [
    { t: 'ping', cursor: 'e.0.0.0' },
    { t: 'ping', room: 'b', cursor: 'e.0.0.15' },
  ])
  assert.equal(edge.sockets.length, 1)
})

test('what is said goes to the room that it names, and answers find who asked', async t => {
  const { socket, guest, host, shownInB, shown } = await entered(t)
  socket.say(frame('batch', 0, 2, IN_B))
  socket.say(frame('batch', 0, 1, { room: 'r' }))
  await until(() => shownInB().length === 2 && shown().length === 1)
  const said = [host.send('in r'), guest.send('in b')]
  await until(() => socket.frames.filter(({ t }) => t === 'send').length === 2)
  const sends = socket.frames.filter(({ t }) => t === 'send')
  assert.deepEqual(
    sends.map(({ room }) => room),
    [undefined, 'b'],
  )
  for (const { cid, room } of sends) socket.say({ t: 'ok', room, cid, id: `${room}` })
  assert.equal(new Set((await Promise.all(said)).map(({ id }) => id)).size, 2)
})

test('a room that does not sit on the same edge has a connection of its own', async t => {
  const other = await fakeEdge(t)
  const { guest, socket } = await hosting(t, edge => {
    edge.joinAnswers.push({ status: 200, body: answerFor(other, 'only') })
    edge.joinAnswers.push({ status: 200, body: answerFor(other, 'again') })
  })
  other.greet = fake => fake.say(welcome(IN_B))
  await until(() => guest.state === 'open')
  assert.equal(other.sockets[0]?.path, '/v1/rooms/b/ws')
  assert.equal(frameOf(socket, 'enter'), undefined)
})

test('a room that the edge does not take in any more goes on elsewhere, at its cursor', async t => {
  const { edge, socket, guest, shownInB } = await entered(t)
  edge.greet = fake => fake.say(welcome({ ...IN_B, resumed: true, cursor: 'e.0.0.5' }))
  socket.say(frame('batch', 0, 2, IN_B))
  await until(() => shownInB().length === 2)
  socket.say({ t: 'bye', room: 'b', code: 4004, text: 'this room is served elsewhere' })
  const own = await nthSocket(edge, 1)
  assert.equal(own.path, '/v1/rooms/b/ws?cursor=e.0.0.2')
  own.say(frame('past', 2, 5, IN_B))
  await until(() => shownInB().length === 5)
  assert.deepEqual([guest.state, socket.closed], ['open', false])
})

test('a no to the enter frame, and a move of the room, are the same', async t => {
  for (const said of [
    { t: 'no', room: 'b', ...REFUSALS.moved },
    { t: 'move', room: 'b', url: 'ws://127.0.0.1:1', withinMs: 1_000 },
  ]) {
    const { edge, socket, guest } = await hosting(t)
    await until(() => frameOf(socket, 'enter'))
    edge.greet = fake => fake.say(welcome(IN_B))
    socket.say(said)
    await until(() => guest.state === 'open')
    assert.deepEqual([edge.sockets.length, socket.closed], [2, false])
  }
})

test('who is sent out of one room for good stays in the other', async t => {
  const { socket, guest, host, shown } = await entered(t)
  const kicked = { code: 4502, text: 'an operator ended this connection' }
  const byes: unknown[] = []
  guest.on('bye', bye => byes.push(bye))
  socket.say({ t: 'bye', room: 'b', ...kicked })
  await until(() => guest.state === 'closed')
  socket.say(frame('batch', 0, 1, { room: 'r' }))
  await until(() => shown().length === 1)
  assert.deepEqual([byes, host.state, socket.closed], [[kicked], 'open', false])
})

test('who is sent out of the room it came for stays in the one it entered', async t => {
  const { socket, guest, host, shownInB } = await entered(t)
  socket.say({ t: 'bye', room: 'r', code: 4502, text: 'an operator ended this connection' })
  await until(() => host.state === 'closed')
  socket.say(frame('batch', 0, 1, IN_B))
  await until(() => shownInB().length === 1)
  assert.deepEqual([guest.state, socket.closed], ['open', false])
})

test('a connection that ends for good ends every room on it', async t => {
  const { edge, socket, guest, host } = await entered(t)
  socket.say({ t: 'bye', code: 4503, text: 'too many frames that cannot be read' })
  socket.socket.close(4503)
  await until(() => guest.state === 'closed' && host.state === 'closed')
  assert.equal(edge.sockets.length, 1)
})

test('tickets are renewed for each room by itself', async t => {
  const { socket, guest, host } = await entered(t)
  socket.say({ t: 'pong', at: 1, nextMs: 10_000, ticket: 'new for r' })
  socket.say({ t: 'pong', room: 'b', at: 1, nextMs: 10_000, ticket: 'new for b' })
  await until(() => guest.ticket === 'new for b')
  assert.equal(host.ticket, 'new for r')
})

test('a room that was left before it was entered is left once it is', async t => {
  const { socket, guest } = await hosting(t)
  await until(() => frameOf(socket, 'enter'))
  guest.close()
  socket.say(welcome(IN_B))
  await until(() => frameOf(socket, 'leave'))
  assert.deepEqual(frameOf(socket, 'leave'), { t: 'leave', room: 'b' })
})

test('a room that was left is not heard any more, and the edge is told', async t => {
  const { socket, guest, shown, shownInB } = await entered(t)
  guest.close()
  await until(() => frameOf(socket, 'leave'))
  socket.say(frame('batch', 0, 1, IN_B))
  socket.say(frame('batch', 0, 1, { room: 'r' }))
  await until(() => shown().length === 1)
  assert.deepEqual([frameOf(socket, 'leave'), shownInB()], [{ t: 'leave', room: 'b' }, []])
})

/** A room `r` on a connection, over which a room `b` is about to be entered. */
async function hosting(
  t: TestContext,
  prepare: (edge: FakeEdge) => void = () => {},
  heartbeatMs = 10_000,
) {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ heartbeatMs }))
  const { room: host, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => host.state === 'open')
  prepare(edge)
  const guest = host.enter('b')
  t.after(() => guest.close())
  return { edge, socket, host, guest, shown, shownInB: shownIn(guest) }
}

async function entered(t: TestContext) {
  const all = await hosting(t)
  await until(() => frameOf(all.socket, 'enter'))
  all.socket.say(welcome(IN_B))
  await until(() => all.guest.state === 'open')
  return all
}

function shownIn(room: Room): () => string[] {
  const ids: string[] = []
  room.on('messages', ({ messages }) => ids.push(...messages.map(({ id }) => id)))
  return () => ids
}

function frameOf({ frames }: FakeSocket, t: string) {
  return frames.find(one => one.t === t)
}

function answerFor(edge: FakeEdge, ticket: string) {
  const backoff = { baseMs: 10, capMs: 100 }
  return { ticket, edges: [edge.wsUrl], backoff }
}
