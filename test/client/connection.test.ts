import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { Connection, type Ending } from '../../client/connection.ts'
import { UNKNOWN } from '../../client/heartbeat.ts'
import type { SocketEvent, WebSocketLike } from '../../client/socket.ts'
import { until } from '../until.ts'
import { enter, fakeEdge, frame, nthSocket, welcome } from './fake-edge.ts'

type Listener = (event: SocketEvent) => void

/** A socket without a network, that is open from the start. */
class FakeSocket implements WebSocketLike {
  readonly readyState = 1
  readonly sent: string[] = []
  closed = false
  readonly #listeners = new Map<string, Listener>()

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener)
  }

  hear(said: object): void {
    this.#listeners.get('message')?.({ type: 'message', data: JSON.stringify(said) })
  }

  break(code: number): void {
    this.#listeners.get('close')?.({ type: 'close', code, reason: '' })
  }
}

const USUAL = {
  by: 'websocket',
  welcomeMs: 10_000,
  pings: () => [],
  bearing: () => UNKNOWN,
  random: () => 0,
} as const

/** A connection on turned time, and how it ended. */
function connected(t: TestContext) {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const socket = new FakeSocket()
  const endings: Ending[] = []
  const connection = new Connection({
    url: 'ws://edge',
    protocols: [],
    WebSocket: function makeFake() {
      return socket
    } as never,
    ...USUAL,
    pings: () => [{ t: 'ping', cursor: 'e.0.0.7' }],
    onFrame: () => {},
    onEnd: ending => endings.push(ending),
  })
  return { connection, socket, endings }
}

const PING = '{"t":"ping","cursor":"e.0.0.7"}'
const pong = (nextMs: number) => ({ t: 'pong', at: 1, nextMs })

test('a beat is a ping with the cursor, and a pong says when the next is wanted', t => {
  const { socket } = connected(t)
  socket.hear(welcome({ heartbeatMs: 10_000 }))
  mock.timers.tick(9_999)
  assert.deepEqual(socket.sent, [])
  mock.timers.tick(1)
  socket.hear(pong(15_000))
  mock.timers.tick(10_000) // the beat that was already counted
  assert.deepEqual(socket.sent, [PING, PING])
  socket.hear(pong(15_000))
  mock.timers.tick(14_999)
  assert.equal(socket.sent.length, 2)
  mock.timers.tick(1)
  assert.equal(socket.sent.length, 3)
})

test('a room that talks fast is told no more often how far it was read', t => {
  const { socket } = connected(t)
  socket.hear(welcome({ heartbeatMs: 10_000 }))
  for (let told = 0; told < 40; told++) socket.hear(frame('batch', told, told + 1))
  mock.timers.tick(9_999)
  assert.deepEqual(socket.sent, [])
  mock.timers.tick(1)
  assert.deepEqual(socket.sent, [PING])
})

test('an edge that does not answer a sign of life in time is given up on, once', t => {
  const { socket, endings } = connected(t)
  socket.hear(welcome({ heartbeatMs: 20_000 }))
  mock.timers.tick(20_000)
  socket.hear(pong(20_000))
  mock.timers.tick(20_000)
  mock.timers.tick(9_999)
  assert.deepEqual([endings.length, socket.sent.length], [0, 2])
  mock.timers.tick(1)
  socket.break(1006)
  assert.deepEqual([endings.length, socket.closed, endings[0]?.mayComeBack], [1, true, true])
})

test('whatever comes answers a sign of life', t => {
  const { socket, endings } = connected(t)
  socket.hear(welcome({ heartbeatMs: 10_000 }))
  for (let beat = 0; beat < 5; beat++) {
    mock.timers.tick(10_000)
    socket.hear(frame('batch', beat, beat + 1))
  }
  assert.equal(endings.length, 0)
})

test('when the network has changed it is asked at once, and given up on soon', t => {
  const { connection, socket, endings } = connected(t)
  socket.hear(welcome({ heartbeatMs: 25_000 }))
  connection.probe()
  assert.deepEqual(socket.sent, [PING])
  socket.hear(pong(25_000))
  mock.timers.tick(4_000)
  connection.probe()
  mock.timers.tick(3_999)
  assert.equal(endings.length, 0)
  mock.timers.tick(1)
  assert.deepEqual([endings[0]?.told, endings[0]?.hung], [false, false])
})

test('a bye for one room is not the end of the connection', t => {
  const { socket, endings } = connected(t)
  socket.hear(welcome())
  socket.hear({ t: 'bye', room: 'other', code: 4502, text: 'an operator ended this connection' })
  socket.break(1006)
  assert.deepEqual([endings[0]?.code, endings[0]?.told], [1006, false])
})

test('an edge that does not say welcome is given up on', t => {
  const { socket, endings } = connected(t)
  mock.timers.tick(10_000)
  assert.deepEqual([endings[0]?.openMs, endings[0]?.hung, socket.closed], [0, true, true])
})

test('what a bye said outweighs how the connection broke', t => {
  const { socket, endings } = connected(t)
  socket.hear(welcome())
  socket.hear({ t: 'bye', code: 4502, text: 'an operator ended this connection' })
  socket.break(1006)
  const { code, mayComeBack, told } = endings[0] as Ending
  assert.deepEqual([code, mayComeBack, told], [4502, false, true])
})

test('closing it from our side is no ending', t => {
  const { connection, socket, endings } = connected(t)
  socket.hear(welcome())
  connection.close()
  socket.break(1000)
  mock.timers.tick(60_000)
  assert.deepEqual([endings, connection.send({ t: 'ping' }), socket.sent], [[], false, []])
})

test('an address that no WebSocket takes ends it, but not before it is made', async () => {
  const endings: Ending[] = []
  const options = { ...USUAL, url: 'no address', protocols: [], WebSocket }
  function WebSocket(): void {
    throw new SyntaxError('no address')
  }
  new Connection({
    ...options,
    WebSocket: WebSocket as never,
    onFrame: () => {},
    onEnd: ending => endings.push(ending),
  })
  assert.equal(endings.length, 0)
  await until(() => endings.length === 1)
})

test('a silent edge is left for another connection', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ heartbeatMs: 20 }))
  enter(t, edge)
  const first = await nthSocket(edge, 0)
  await nthSocket(edge, 1)
  assert.deepEqual(first.frames[0], { t: 'ping', cursor: 'e.0.0.0' })
})

test('garbage from the edge is passed over', async t => {
  const edge = await fakeEdge(t)
  const { room, shown } = enter(t, edge)
  const { socket, say } = await nthSocket(edge, 0)
  for (const garbage of ['', '{', '[]', 'null', '{"t":"batch"}', '{"t":"welcome"}', '{"t":{}}'])
    socket.send(garbage)
  socket.send(Buffer.from([1, 2, 3]))
  say({ t: 'ok', cid: 'nobody', id: 'x' })
  say(frame('batch', 0, 1))
  await until(() => shown().length === 1)
  assert.equal(room.state, 'open')
})
