import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { enter, fakeEdge, frame, nthSocket, welcome } from './fake-edge.ts'

test('an edge that has gone silent is left', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ heartbeatMs: 20 }))
  enter(t, edge)
  const first = await nthSocket(edge, 0)
  await nthSocket(edge, 1)
  assert.deepEqual(first.frames[0], { t: 'ping', cursor: 'e.0.0.0' })
})

test('in a room that talks fast it says how far it has read before it is asked', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ heartbeatMs: 60_000 }))
  enter(t, edge)
  const socket = await nthSocket(edge, 0)
  let told = 0
  const pinged = () => {
    socket.say(frame('batch', told, ++told))
    return socket.frames.length > 0
  }
  await until(pinged)
  assert.ok(told > 15)
  assert.match(String(socket.frames[0]?.cursor), /^e\.0\.0\.\d\d+$/)
})

test('a pong says when the next ping is wanted', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ heartbeatMs: 40 }))
  enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => socket.frames.length === 1)
  socket.say({ t: 'pong', at: 1, nextMs: 60_000 })
  await until(() => socket.frames.length === 2) // the beat that was already on its way
  socket.say({ t: 'pong', at: 1, nextMs: 60_000 })
  assert.equal(edge.sockets.length, 1)
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
