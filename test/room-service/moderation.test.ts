import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { ARCHIVE, BUCKETS } from '../../engine/ports/removals.ts'
import { until } from '../until.ts'
import { APPLICATION_KEY, OPERATOR_KEY, type Served, serve } from './served.ts'

const LOBBY = '/admin/v1/rooms/lobby'

test('what is recalled goes into the log, to the edges, and is answered with where it was', async t => {
  const { served, stream } = await opened(t)
  const asked = served.as(OPERATOR_KEY, 'POST', `${LOBBY}/recall`, { messages: ['m1', 'm2'] })
  const act = await until(() => acts(served)[0])
  await tellAll(served, act)
  const { status, body } = await asked
  assert.equal(status, 200)
  assert.deepEqual([body.act, body.room, body.stream, body.pending], [act, 'lobby', stream, []])
  assert.deepEqual(
    body.removed.map(({ place, removed }: { place: string; removed: number }) => [place, removed]),
    [
      ['e1', 2],
      [BUCKETS, 1],
      [ARCHIVE, 2],
      ['cache of replay-1', 3],
    ],
  )
  const target = { of: 'messages', messages: ['m1', 'm2'] }
  const [[, entry]] = served.entries.filter(([, { type }]) => type === 'takedown') as [
    [number, object],
  ]
  const about = { act, room: 'lobby', stream, target }
  assert.deepEqual(entry, { type: 'takedown', ...about, hides: true, at: served.clock.ms })
  assert.deepEqual(served.ordered.at(-1), { type: 'recall', ...about })
})

test('who does not answer in time is named, and it is taken back all the same', async t => {
  const { served } = await opened(t)
  const { body } = await served.as(OPERATOR_KEY, 'POST', `${LOBBY}/recall`, { viewer: 'u1' })
  assert.deepEqual([body.removed, body.pending], [[], ['e1', BUCKETS, ARCHIVE]])
  const entry = served.entries.at(-1)?.[1]
  assert.ok(entry?.type === 'takedown' && entry.target.of === 'sender')
  assert.deepEqual([entry.target.sender, entry.target.until], ['u1', served.clock.ms])
})

test('giving back is told to the past alone', async t => {
  const { served } = await opened(t)
  const { body } = await served.as(OPERATOR_KEY, 'POST', `${LOBBY}/restore`, { messages: ['m1'] })
  assert.deepEqual(body.pending, [ARCHIVE])
  const entry = served.entries.at(-1)?.[1]
  assert.ok(entry?.type === 'takedown' && !entry.hides)
  assert.ok(served.ordered.every(({ type }) => type !== 'recall'))
})

test('somebody is muted for a while, seen so, and free again after it', async t => {
  const { served } = await opened(t)
  const mute = (viewer: string, body: object) =>
    served.as(OPERATOR_KEY, 'PUT', `${LOBBY}/muted/${viewer}`, body)
  await mute('u1', { forMs: 60_000 })
  const { body } = await mute('u2', { forMs: 90_000 })
  const now = served.clock.ms
  assert.deepEqual(body.muted, [
    { viewer: 'u2', until: now + 90_000 },
    { viewer: 'u1', until: now + 60_000 },
  ])
  assert.equal(served.ordered.at(-1)?.type, 'settings')
  served.clock.ms += 60_000
  const { body: later } = await served.as(OPERATOR_KEY, 'GET', `${LOBBY}/muted`)
  assert.deepEqual(
    later.muted.map(({ viewer }: { viewer: string }) => viewer),
    ['u2'],
  )
  const { body: free } = await served.as(OPERATOR_KEY, 'DELETE', `${LOBBY}/muted/u2`)
  assert.deepEqual(free.muted, [])
  const { body: hiding } = await mute('u3', { forMs: 1, hides: true })
  assert.deepEqual(hiding.hidden.pending, ['e1', BUCKETS, ARCHIVE])
})

test('who is erased is taken out of the rooms they are in, and out of those the archive names', async t => {
  const { served } = await opened(t)
  const { body: other } = await served.as(APPLICATION_KEY, 'POST', '/v1/rooms/cinema/stream')
  const presence = { name: 'N', guest: true, connections: 1, since: 1 }
  const viewer = 'u1' as ViewerId
  await served.members.report('e1' as EdgeId, [{ ...presence, viewer, room: 'lobby' as RoomId }])
  const asked = served.as(OPERATOR_KEY, 'DELETE', '/admin/v1/viewers/u1')
  const erasure = await until(() => served.entries.find(([, { type }]) => type === 'erasure')?.[1])
  assert.ok(erasure.type === 'erasure')
  const { act, person, until: upTo, deletes } = erasure
  assert.deepEqual([person, upTo, deletes], ['u1', served.clock.ms, true])
  const streams = [{ room: 'cinema' as RoomId, stream: other.stream }]
  await served.removals.report(act, { place: ARCHIVE, removed: 4, heard: 0, streams })
  const { status, body } = await asked
  assert.equal(status, 200)
  assert.deepEqual(
    body.rooms.map(({ room }: { room: string }) => room),
    ['lobby', 'cinema'],
  )
  assert.deepEqual(body.pending, [])
})

test('a stream is shifted by a record of the log', async t => {
  const { served, stream } = await opened(t)
  const path = `${LOBBY}/streams/${stream}/shift`
  const { status, body } = await served.as(OPERATOR_KEY, 'PUT', path, { shiftMs: -1_500 })
  assert.deepEqual([status, body.pending], [200, [ARCHIVE]])
  const entry = served.entries.at(-1)?.[1]
  assert.ok(entry?.type === 'shift' && entry.shiftMs === -1_500 && entry.stream === stream)
})

test('jobs are seen, newest first', async t => {
  const { served } = await opened(t)
  for (const n of [1, 2])
    await served.jobs.add({ id: `j${n}`, name: 'seal', payload: { stream: 's' }, due: 9e15 })
  const { body } = await served.as(OPERATOR_KEY, 'GET', '/admin/v1/jobs?limit=1')
  const job = { id: 'j2', name: 'seal', payload: { stream: 's' }, due: 9e15 }
  assert.deepEqual(body.jobs, [{ ...job, state: 'waiting', attempts: 0 }])
})

test('a stream stands still and goes on, once each', async t => {
  const { served, stream } = await opened(t)
  const ask = (word: string) => served.as(APPLICATION_KEY, 'POST', `/v1/rooms/lobby/stream/${word}`)
  const begun = served.clock.ms
  assert.equal((await ask('pause')).body.pausedAt, begun)
  served.clock.ms += 5_000
  assert.equal((await ask('pause')).body.pausedAt, begun)
  assert.equal((await ask('resume')).body.pausedAt, undefined)
  await ask('resume')
  const marks = served.entries.flatMap(([, entry]) =>
    entry.type === 'mark' && entry.mark !== 'opened' ? [[entry.mark, entry.stream, entry.at]] : [],
  )
  assert.deepEqual(marks, [
    ['paused', stream, begun],
    ['resumed', stream, begun + 5_000],
  ])
  served.outage.fault = new Error('away')
  assert.equal((await ask('pause')).status, 500)
  served.outage.fault = undefined
  assert.equal(
    (await served.as(undefined, 'GET', '/v1/rooms/lobby/stream')).body.pausedAt,
    undefined,
  )
  await served.as(APPLICATION_KEY, 'DELETE', '/v1/rooms/lobby/stream')
  assert.equal((await ask('pause')).body.code, 305)
  assert.equal(
    (await served.as(APPLICATION_KEY, 'POST', '/v1/rooms/none/stream/pause')).status,
    404,
  )
})

test('what makes no sense is refused, each with its number', async t => {
  const { served } = await opened(t)
  const asked: [
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: object | undefined,
    code: number,
  ][] = [
    ['POST', `${LOBBY}/recall`, {}, 108],
    ['POST', `${LOBBY}/recall`, { messages: ['a'], viewer: 'u' }, 108],
    ['POST', `${LOBBY}/recall`, { messages: [] }, 101],
    ['POST', `${LOBBY}/recall`, { messages: ['a b'] }, 101],
    ['POST', `${LOBBY}/recall`, { viewer: '-x' }, 108],
    ['POST', `${LOBBY}/recall`, { messages: ['a'], stream: 'x' }, 602],
    ['POST', '/admin/v1/rooms/never/recall', { messages: ['a'] }, 601],
    ['PUT', `${LOBBY}/muted/u1`, { forMs: 0 }, 101],
    ['PUT', `${LOBBY}/muted/u1`, { forMs: 1e12 }, 101],
    ['PUT', `${LOBBY}/muted/-`, { forMs: 5 }, 108],
    ['DELETE', '/admin/v1/viewers/-', undefined, 108],
    ['PUT', `${LOBBY}/streams/x/shift`, { shiftMs: 1 }, 602],
    ['PUT', `${LOBBY}/streams/x/shift`, { shiftMs: 1e12 }, 101],
  ]
  for (const [method, path, body, code] of asked) {
    const answer = await served.as(OPERATOR_KEY, method, path, body)
    assert.deepEqual([path, answer.body.code], [path, code])
  }
  const { body } = await served.as(APPLICATION_KEY, 'POST', `${LOBBY}/recall`, { messages: ['a'] })
  assert.equal(body.code, 505)
})

async function opened(t: TestContext) {
  const served = await serve()
  t.after(() => served.close())
  const { body } = await served.as(APPLICATION_KEY, 'POST', '/v1/rooms/lobby/stream')
  return { served, stream: body.stream as string }
}

function acts({ entries }: Served): string[] {
  return entries.flatMap(([, entry]) => (entry.type === 'takedown' ? [entry.act] : []))
}

/** As everybody who keeps copies tells. */
async function tellAll({ removals }: Served, act: string): Promise<void> {
  await removals.report(act, { place: 'e1', removed: 2 })
  await removals.report(act, { place: BUCKETS, removed: 1 })
  await removals.report(act, { place: ARCHIVE, removed: 2, heard: 1 })
  await removals.report(act, { place: 'cache of replay-1', removed: 3 })
}
