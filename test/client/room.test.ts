import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import { enter, fakeEdge, frame, nthSocket, welcome } from './fake-edge.ts'

test('joins, is welcomed, and shows what is said once and in frame order', async t => {
  const edge = await fakeEdge(t)
  const { room, events, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => room.state === 'open')
  socket.say(frame('past', 0, 0))
  socket.say(frame('batch', 0, 2, { viewers: 7, withheld: { low: 3 } }))
  socket.say(frame('past', 1, 2))
  socket.say(frame('batch', 2, 3, { viewers: 7 }))
  await until(() => shown().length === 3)
  assert.deepEqual(shown(), ['m1', 'm2', 'm3'])
  assert.deepEqual(edge.joins, [{ name: 'n' }])
  assert.deepEqual([socket.path, socket.ticket], ['/v1/rooms/r/ws', 't1'])
  assert.deepEqual([events.count, events.withheld], [[1, 7, 1, 7], [{ low: 3 }]])
  assert.deepEqual(events.messages[0]?.live, true)
  assert.equal(room.ticket, 't1')
})

test('where the viewer is goes with every join, of the rooms it zaps to as well', async t => {
  const edge = await fakeEdge(t)
  const { room } = enter(t, edge, { region: 'eu' })
  await until(() => room.state === 'open')
  const next = room.enter('r2')
  t.after(() => next.close())
  await until(() => edge.joins.length === 2)
  assert.deepEqual(
    edge.joins.map(({ region }) => region),
    ['eu', 'eu'],
  )
})

test('a cut is resumed from the cursor, with nothing shown twice', async t => {
  const edge = await fakeEdge(t)
  const { room, shown } = enter(t, edge)
  const first = await nthSocket(edge, 0)
  first.say(frame('batch', 0, 5))
  await until(() => shown().length === 5)
  edge.greet = socket => {
    socket.say(welcome({ resumed: true, cursor: 'e.0.0.8' }))
    socket.say(frame('past', 3, 8))
    socket.say(frame('batch', 8, 9))
  }
  first.socket.terminate()
  const second = await nthSocket(edge, 1)
  await until(() => shown().length === 9)
  assert.deepEqual(shown(), ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'])
  assert.equal(second.path, '/v1/rooms/r/ws?cursor=e.0.0.5')
  assert.deepEqual([room.state, edge.joins.length], ['open', 1])
})

test('a live frame that overtakes what was missed waits for it', async t => {
  const edge = await fakeEdge(t)
  const { shown } = enter(t, edge)
  const first = await nthSocket(edge, 0)
  first.say(frame('batch', 0, 2))
  await until(() => shown().length === 2)
  edge.greet = socket => {
    socket.say(welcome({ resumed: true, cursor: 'e.0.0.4' }))
    socket.say(frame('batch', 4, 5))
    socket.say(frame('batch', 5, 6))
    socket.say(frame('past', 2, 4))
    socket.say(frame('batch', 6, 7))
  }
  first.socket.terminate()
  await until(() => shown().length === 7)
  assert.deepEqual(shown(), ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
})

test('what was missed and does not come holds up the room for a moment only', async t => {
  const edge = await fakeEdge(t)
  const { shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 3, 4))
  await until(() => socket.frames.length === 1)
  assert.deepEqual(shown(), [])
  await until(() => shown().length === 1)
  for (let n = 4; n < 40; n++) socket.say(frame('batch', n, n + 1))
  await until(() => shown().length > 30, { withinMs: 1_000 })
})

test('a missed frame is fetched, and a fetch that stops short goes on', async t => {
  const edge = await fakeEdge(t)
  const { shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 4, 6))
  await until(() => socket.frames.length === 1)
  socket.say(frame('past', 0, 3, { more: true }))
  await until(() => socket.frames.length === 2)
  socket.say(frame('past', 3, 6))
  await until(() => shown().length === 6)
  assert.deepEqual(socket.frames, [
    { t: 'fetch', from: 'e.0.0.0' },
    { t: 'fetch', from: 'e.0.0.3' },
  ])
  assert.equal(edge.sockets.length, 1)
})

test('history asks before the oldest shown and gives what was not shown', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => {
    socket.say(welcome({ cursor: 'e.0.0.9' }))
    socket.say(frame('past', 6, 9, { more: true }))
  }
  const { room, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  await until(() => shown().length === 3)
  const asking = room.history({ limit: 4 })
  await until(() => socket.frames.length === 1)
  assert.deepEqual(socket.frames, [{ t: 'fetch', before: 'e.0.0.6', limit: 4 }])
  socket.say(frame('past', 2, 6, { more: true }))
  assert.deepEqual(
    (await asking).map(({ id }) => id),
    ['m3', 'm4', 'm5', 'm6'],
  )
  assert.equal(shown().length, 3)
})

test('what was not acknowledged is sent again with the same cid', async t => {
  const edge = await fakeEdge(t)
  const { room } = enter(t, edge)
  const first = await nthSocket(edge, 0)
  const sending = room.send('hello')
  await until(() => first.frames.length === 1)
  first.socket.terminate()
  const second = await nthSocket(edge, 1)
  await until(() => second.frames.length === 1)
  assert.deepEqual(second.frames, first.frames)
  second.say({ t: 'ok', cid: String(first.frames[0]?.cid), id: 'abc' })
  assert.deepEqual(await sending, { id: 'abc' })
})

test('a refusal rejects the one message it is about', async t => {
  const edge = await fakeEdge(t)
  const { room, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  const sending = room.send({ n: 1 }, { kind: 'gift' })
  await until(() => socket.frames.length === 1)
  assert.equal(socket.frames[0]?.kind, 'gift')
  const { code, text } = REFUSALS.notYours
  socket.say({ t: 'no', cid: String(socket.frames[0]?.cid), code, text })
  await assert.rejects(sending, { code })
  socket.say({ t: 'no', code: 101, text: 'cannot read this' })
  await until(() => events.refused.length === 1)
})

test('a frame that could not be read for speed is sent again', async t => {
  const edge = await fakeEdge(t)
  const { room, events } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  const sending = room.send('fast')
  await until(() => socket.frames.length === 1)
  socket.say({ t: 'no', ...REFUSALS.tooFast, retryMs: 5 })
  await until(() => socket.frames.length === 2)
  assert.deepEqual([socket.frames[0], events.refused.length], [socket.frames[1], 1])
  socket.say({ t: 'ok', cid: socket.frames[0]?.cid, id: 'm' })
  assert.deepEqual(await sending, { id: 'm' })
})

test('a new stream begins anew, and what is recalled is told', async t => {
  const edge = await fakeEdge(t)
  const { events, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 0, 2))
  socket.say({ t: 'room', recalled: ['m1'] })
  socket.say({ t: 'room', stream: 's2', openedAt: 9, cursor: 'e.0.0.0', open: true })
  socket.say(frame('batch', 0, 1))
  await until(() => shown().length === 3)
  assert.deepEqual(shown(), ['m1', 'm2', 'm1'])
  assert.deepEqual(events.recall, [['m1']])
  assert.deepEqual(socket.frames, [])
})

test('a listener that throws does not keep others from hearing', async t => {
  const edge = await fakeEdge(t)
  const { room, shown } = enter(t, edge)
  const uncaught: unknown[] = []
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', error => uncaught.push(error))
  t.after(() => {
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  })
  room.on('count', () => {
    throw new Error('mine')
  })
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 0, 1))
  await until(() => shown().length === 1 && uncaught.length === 1)
})

test('what the room is spared is told once for each change, also when it is over', async t => {
  const edge = await fakeEdge(t)
  edge.greet = socket => socket.say(welcome({ ladder: 6, slowMs: 5_000 }))
  const { room } = enter(t, edge)
  const told: object[] = []
  room.on('ladder', spared => told.push(spared))
  const socket = await nthSocket(edge, 0)
  await until(() => room.spared.step === 6)
  socket.say({ t: 'room', room: 'r', tickMs: 2_000 })
  socket.say({ t: 'room', room: 'r', ladder: 5, slowMs: 0 })
  socket.say({ t: 'room', room: 'r', ladder: 0 })
  await until(() => told.length === 3)
  assert.deepEqual(told, [
    { step: 6, slowMs: 5_000 },
    { step: 5, slowMs: 0 },
    { step: 0, slowMs: 0 },
  ])
})

test('what the buckets let go of is read from the stream’s segments', async t => {
  const edge = await fakeEdge(t)
  const { room, shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 0, 2))
  await until(() => shown().length === 2)
  const segments = { url: '/pieces/{from}/{generation}', rows: [[0, 10_000, 3, 3]] }
  edge.tells.set('/v1/replay/s1', { segments })
  const said = [0, 1, 5].map(at => ({ id: `at${at}`, at, from: { id: 'u' }, body: {} }))
  edge.tells.set('/pieces/0/3', { messages: said })
  const back = async () => {
    const asks = (): number => socket.frames.filter(({ t }) => t === 'fetch').length
    const before = asks()
    const asking = room.history({ limit: 4 })
    await until(() => asks() > before)
    socket.say({ ...frame('past', 0, 0), messages: [] })
    return (await asking).map(({ id }) => `${id}`)
  }
  assert.deepEqual(await back(), ['at0'])
  assert.deepEqual(await back(), [])
  edge.tells.clear()
  assert.deepEqual(await back(), [])
})
