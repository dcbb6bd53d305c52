import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import { closeEveryStream } from '../../room-service/stream.ts'
import { until } from '../until.ts'
import { APPLICATION_KEY, type Served, serve } from './served.ts'

let served: Served
beforeEach(async () => {
  await served?.close()
  served = await serve()
})
after(() => served.close())

const URL = '/v1/rooms/lobby/stream'
const open = () => served.as(APPLICATION_KEY, 'POST', URL)
const close = () => served.as(APPLICATION_KEY, 'DELETE', URL)
const tell = () => served.as(undefined, 'GET', URL)
const join = () => served.as(undefined, 'POST', '/v1/rooms/lobby/join', {})
const marks = () =>
  served.entries.map(([partition, entry]) => {
    return entry.type === 'mark' ? `${partition} ${entry.mark} ${entry.stream} ${entry.at}` : ''
  })

test('opening answers with the stream, marks every partition and orders the edges', async () => {
  const { status, body } = await open()
  const openedAt = served.clock.ms
  assert.equal(status, 201)
  assert.deepEqual(body, { stream: body.stream, openedAt, now: openedAt, open: true })
  assert.deepEqual(
    marks(),
    [0, 1, 2].map(partition => `${partition} opened ${body.stream} ${openedAt}`),
  )
  await until(() => served.ordered.length === 1)
  assert.deepEqual(served.ordered, [{ type: 'settings', room: 'lobby' }])
})

test('a room has one stream at a time: who opens again is told which', async () => {
  const first = (await open()).body
  served.clock.ms += 5_000
  const { status, body } = await open()
  assert.deepEqual([status, body.code], [409, 608])
  assert.deepEqual([body.stream, body.openedAt], [first.stream, first.openedAt])
  assert.equal(marks().length, 3)
})

test('of many who open at once, one does', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, open))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.equal(new Set(answers.map(({ body }) => body.stream)).size, 1)
  assert.equal(marks().length, 3)
})

test('closing marks the end; joining goes on and says so, until the next is opened', async () => {
  const first = (await open()).body
  served.clock.ms += 60_000
  const { status, body } = await close()
  assert.deepEqual([status, body.open, body.closedAt], [200, false, served.clock.ms])
  assert.deepEqual(
    marks().slice(3),
    [0, 1, 2].map(p => `${p} closed ${first.stream} ${served.clock.ms}`),
  )

  const late = (await join()).body
  assert.deepEqual([late.stream, late.open], [first.stream, false])
  served.clock.ms += 1_000
  const second = (await open()).body
  assert.notEqual(second.stream, first.stream)
  assert.equal((await join()).body.stream, second.stream)
})

test('closing again changes nothing; asking tells what closing told', async () => {
  await open()
  const { body } = await close()
  served.clock.ms += 1_000
  const again = await close()
  assert.deepEqual(again, { status: 200, body: { ...body, now: served.clock.ms } })
  assert.deepEqual(await tell(), again)
  assert.equal(marks().length, 6)
})

test('a room that never had a stream is unknown, and asking does not make it', async () => {
  for (const answer of [await tell(), await close()])
    assert.deepEqual([answer.status, answer.body.code], [404, 601])
  assert.deepEqual(await served.settings.list({ limit: 1 }), [])
})

test('opening and closing need the key', async () => {
  for (const method of ['POST', 'DELETE'] as const) {
    const { status, body } = await served.as('x'.repeat(32), method, URL)
    assert.deepEqual([status, body.code], [401, 505])
  }
})

test('when the log does not take the marks, nothing was opened, nothing was closed', async () => {
  served.outage.fault = new Fault('log-unavailable')
  const failed = await open()
  assert.deepEqual([failed.status, failed.body.code], [503, 401])
  assert.equal((await tell()).status, 404)

  served.outage.fault = undefined
  const { stream } = (await open()).body
  served.outage.fault = new Fault('log-unavailable')
  assert.equal((await close()).status, 503)
  const { body } = await tell()
  assert.deepEqual([body.stream, body.open], [stream, true])
})

test('the end of the process closes every stream that is on, and no other', async () => {
  await open()
  await close()
  for (let i = 0; i < 3; i++) await served.as(APPLICATION_KEY, 'POST', `/v1/rooms/r${i}/stream`)
  served.entries.length = 0
  await closeEveryStream(served.deps)
  const closed = served.entries.map(([, entry]) => entry.type === 'mark' && entry.room)
  assert.deepEqual([...new Set(closed)], ['r0', 'r1', 'r2'])
  assert.equal(closed.length, 3 * 3)
})
