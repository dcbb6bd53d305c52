import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import type { RoomId } from '../../engine/ids.ts'
import { APPLICATION_KEY, type Served, serve } from './served.ts'

let served: Served
beforeEach(async () => {
  await served?.close()
  served = await serve()
  await served.as(APPLICATION_KEY, 'POST', '/v1/rooms/lobby/stream')
  served.entries.length = 0
})
after(() => served.close())

const from = { id: 'shop', name: 'Shop' }
const say = (messages: unknown, room = 'lobby') =>
  served.as(APPLICATION_KEY, 'POST', `/v1/rooms/${room}/messages`, { messages })
const appended = () =>
  served.entries.flatMap(([, entry]) => (entry.type === 'message' ? [entry.message] : []))

test('messages are appended in order, and answered in order', async () => {
  const messages = Array.from({ length: 200 }, (_, n) => {
    return { cid: `c${n}`, body: { text: `第 ${n}` }, from: { id: `u${n % 7}`, name: 'A' } }
  })
  const { status, body } = await say(messages)
  assert.equal(status, 200)
  assert.deepEqual(
    body.results.map(({ cid }: { cid: string }) => cid),
    messages.map(m => m.cid),
  )
  assert.deepEqual(
    appended().map(({ body }) => body.text),
    messages.map(m => m.body.text),
  )
  assert.deepEqual(
    appended().map(({ id }) => id),
    body.results.map(({ id }: { id: string }) => id),
  )
})

test('the kind and the sender give the priority, unless the application does', async () => {
  await say([
    { cid: '1', kind: 'gift', body: { gift: 'rose', count: 1 }, from },
    { cid: '2', body: { text: 'hi' }, from },
    { cid: '3', body: { text: 'hi' }, from: { ...from, role: 'moderator' } },
    { cid: '4', body: { text: 'hi' }, from, priority: 'whitelist' },
  ])
  const priorities = appended().map(({ priority }) => priority)
  assert.deepEqual(priorities, ['whitelist', 'low', 'high', 'whitelist'])
})

test('the same cid of a sender is the same message', async () => {
  const message = { cid: 'x', body: { text: 'hi' }, from }
  const [first] = (await say([message])).body.results
  served.clock.ms += 1_000
  const [second] = (await say([message])).body.results
  assert.deepEqual(second, first)
})

test('a message that cannot be taken says why, and the others are', async () => {
  const body = { text: 'hi' }
  const { body: answer } = await say([
    { cid: '1', body, from },
    { cid: 'has space', body, from },
    { cid: '3', body, from: { ...from, id: '../x' } },
    { cid: '4', body, from: { ...from, name: '' } },
    { cid: '5', body: { text: 'x'.repeat(101) }, from },
    { cid: '6', body, kind: 'Odd Kind', from },
    { cid: '7', body, from },
  ])
  const codes = answer.results.map(({ code }: { code?: number }) => code)
  assert.deepEqual(codes, [undefined, 107, 108, 105, 102, 108, undefined])
  assert.deepEqual(
    appended().map(({ from: { id } }) => id),
    ['shop', 'shop'],
  )
})

const BAD: [what: string, messages: unknown, detail: RegExp][] = [
  ['no list', 'hello', /body\.messages must be array/],
  ['none', [], /body\.messages/],
  ['501', Array.from({ length: 501 }, () => ({})), /body\.messages/],
  ['one without a sender', [{ cid: '1', body: {} }], /body\.messages\.0.*from/],
  ['an unknown priority', [{ cid: '1', body: {}, from, priority: 'top' }], /priority.*whitelist/],
  ['a body that is a list', [{ cid: '1', body: [], from }], /body\.messages\.0\.body/],
]
for (const [what, messages, detail] of BAD) {
  test(`${what} is malformed, and nothing is taken`, async () => {
    const { status, body } = await say(messages)
    assert.deepEqual([status, body.code], [400, 101])
    assert.match(body.detail, detail)
    assert.equal(appended().length, 0)
  })
}

test('a room without a stream is unknown, one whose stream has ended is closed', async () => {
  const message = { cid: '1', body: { text: 'hi' }, from }
  const unknown = await say([message], 'nowhere')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 601])
  assert.equal(await served.settings.get('nowhere' as RoomId), undefined)
  await served.as(APPLICATION_KEY, 'DELETE', '/v1/rooms/lobby/stream')
  const [closed] = (await say([message])).body.results
  assert.deepEqual([closed.cid, closed.code], ['1', 305])
})

test('when the log is away, each message says so and when to try again', async () => {
  served.outage.fault = new Fault('log-unavailable')
  const [result] = (await say([{ cid: '1', body: { text: 'hi' }, from }])).body.results
  assert.deepEqual([result.cid, result.code, result.retryMs], ['1', 401, 1_000])
})

test('the key is needed, and is looked at before the body', async () => {
  const answer = await served.as(undefined, 'POST', '/v1/rooms/lobby/messages', { nonsense: 1 })
  assert.deepEqual([answer.status, answer.body.code], [401, 505])
})
