import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('what the buckets let go of while it was away is told after all', async t => {
  const edge = await fakeEdge(t)
  const rows = [0, 2_000, 4_000, 6_000].map(from => [from, from + 2_000, 1, 2])
  edge.tells.set('/v1/replay/s1', { segments: { url: '/pieces/{from}', rows } })
  const said = (...ids: string[]) => ({
    messages: ids.map(id => ({ id, at: Number(id.slice(1)), from: { id: 'u' }, body: {} })),
  })
  edge.tells.set('/pieces/2000?limit=30', said('c2100', 'd3900'))
  edge.tells.set('/pieces/4000?limit=30', said('e4500', 'x5001'))
  const { events, shown } = enter(t, edge)
  await comesBackTooLate(edge)
  await until(() => shown().length === 8)
  assert.deepEqual(shown(), ['m1', 'm2', 'm8', 'm9', 'm10', 'c2100', 'd3900', 'e4500'])
  const { live, withheld, afterAll } = events.messages.at(-1) ?? assert.fail()
  assert.deepEqual([live, withheld, afterAll], [false, {}, true])
  assert.deepEqual(events.withheld, [{ low: 5 }])
  assert.deepEqual(edge.asked, ['/v1/replay/s1', '/pieces/4000?limit=30', '/pieces/2000?limit=30'])
})

test('what no segment has either stays withheld, and the room goes on', async t => {
  const edge = await fakeEdge(t)
  const { events, shown } = enter(t, edge)
  const socket = await comesBackTooLate(edge)
  await until(() => edge.asked.length === 1)
  socket.say(frame('batch', 10, 11))
  await until(() => shown().length === 6)
  assert.deepEqual([events.withheld, events.refused], [[{ low: 5 }], []])
  assert.deepEqual(edge.asked, ['/v1/replay/s1'])
})

test('who could not take its frames is not given segments on top', async t => {
  const edge = await fakeEdge(t)
  const { shown } = enter(t, edge)
  const socket = await nthSocket(edge, 0)
  socket.say(frame('batch', 0, 2))
  socket.say(
    frame('past', 2, 9, { messages: [], withheld: { low: 7 }, trimmed: { low: 7 }, at: 9 }),
  )
  socket.say(frame('batch', 9, 10))
  await until(() => shown().length === 3)
  assert.deepEqual([edge.asked, socket.frames], [[], []])
})

/** Shown m1 and m2 by 2 s, back at 5 s: m8 and m9 are held, and m3 to m7 are not. */
async function comesBackTooLate(edge: FakeEdge): Promise<FakeSocket> {
  const first = await nthSocket(edge, 0)
  first.say(frame('batch', 0, 2, { at: 2_000 }))
  edge.greet = socket => {
    const held = frame('past', 7, 9).messages.map(message => ({ ...message, at: 5_000 }))
    const low = 5
    socket.say(welcome({ resumed: true, cursor: 'e.0.0.9' }))
    socket.say(frame('past', 2, 9, { messages: held, withheld: { low }, trimmed: { low } }))
    socket.say(frame('batch', 9, 10))
  }
  first.socket.close(4_001)
  return nthSocket(edge, 1)
}
