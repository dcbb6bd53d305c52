import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Fetch } from '../../client/ask.ts'
import { pollSocketClass } from '../../client/poll-socket.ts'
import type { SocketEvent } from '../../client/socket.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'

type Asked = { readonly method: string; readonly url: URL; readonly body: unknown }
type Said = { readonly status?: number; readonly body: unknown }

const TICKET = ['barrage.v1', 'ticket.t1']

test('it knocks with ticket and cursor, and then says what has arrived', async t => {
  const { asked, events } = polling(t, [answer(1, 'a'), answer(3, 'b', 'c')])
  await until(() => asked.length === 3)
  const [first, second, third] = asked.map(({ url }) => url)
  assert.equal(first?.origin + (first?.pathname ?? ''), 'http://edge/v1/rooms/a%20b/poll')
  assert.deepEqual(
    [first, second, third].map(url =>
      ['ticket', 'cursor', 'session', 'after'].map(name => url?.searchParams.get(name)),
    ),
    [
      ['t1', 'e.0.0.1', null, null],
      [null, null, 's', '1'],
      [null, null, 's', '3'],
    ],
  )
  assert.deepEqual(
    events.map(({ type, data }) => [type, data]),
    [
      ['open', undefined],
      ['message', '"a"'],
      ['message', '"b"'],
      ['message', '"c"'],
    ],
  )
})

test('wss is https', async t => {
  const { asked } = polling(t, [], 'wss://edge/base/v1/rooms/r/ws')
  await until(() => asked.length === 1)
  assert.match(String(asked[0]?.url), /^https:\/\/edge\/base\/v1\/rooms\/r\/poll\?/)
})

test('what is sent goes out in order, what waits in one request, and again when it was lost', async t => {
  const { asked, socket, posts } = polling(t, [answer(0)])
  await until(() => asked.length === 2)
  posts.push({ status: 503, body: REFUSALS.unavailable }, { body: { taken: 1 } }, { body: {} })
  for (const n of [1, 2, 3]) socket.send(`{"n":${n}}`)
  const sent = () => asked.filter(({ method }) => method === 'POST').map(({ body }) => body)
  await until(() => sent().length === 2)
  assert.deepEqual(sent(), [[{ n: 1 }], [{ n: 1 }, { n: 2 }, { n: 3 }]])
})

test('the end that an answer tells is the socket’s', async t => {
  const closed = { code: 4502, text: 'an operator ended this connection' }
  const { socket, events } = polling(t, [{ body: { ...answer(1, 'bye').body, closed } }])
  await until(() => events.at(-1)?.type === 'close')
  assert.deepEqual(
    [events.at(-1)?.code, events.at(-1)?.reason, socket.readyState],
    [4502, closed.text, 3],
  )
})

/** [what the first poll is answered] → the close code */
const REFUSED: [string, Said, number][] = [
  ['a ticket that is not good', { status: 401, body: REFUSALS.badTicket }, 1006],
  ['a room that sits elsewhere', { status: 421, body: REFUSALS.moved }, 4004],
  ['an edge that is down', { status: 503, body: REFUSALS.unavailable }, 1006],
  ['something that is no edge', { body: { hello: 'world' } }, 1006],
]
for (const [what, said, code] of REFUSED)
  test(`${what} closes it: ${code}`, async t => {
    const { asked, events } = polling(t, [said])
    await until(() => events.length > 0)
    assert.deepEqual(
      [events.map(({ type, code }) => [type, code]), asked.length],
      [[['close', code]], 1],
    )
  })

test('answers that do not come are asked for again, three times, and then it is broken', async t => {
  const lost = { status: 502, body: '' }
  const { asked, events } = polling(t, [
    answer(1, 'a'),
    lost,
    answer(2, 'b'),
    lost,
    lost,
    lost,
    lost,
  ])
  await until(() => events.at(-1)?.type === 'close')
  assert.deepEqual([events.at(-1)?.code, asked.length], [1006, 7])
  assert.equal(asked[2]?.url.searchParams.get('after'), '1')
})

test('closed from our side it says goodbye, with what had not gone out', async t => {
  const { asked, socket, events } = polling(t, [answer(0)])
  await until(() => asked.length === 2)
  socket.close(1000)
  await until(() => asked.length === 3)
  assert.equal(asked[2]?.url.searchParams.get('close'), 'true')
  assert.deepEqual([socket.readyState, events.at(-1)?.code], [3, 1000])
  socket.send('{}')
  assert.equal(asked.length, 3)
})

test('closed before it was let in it says goodbye once it is', async t => {
  const { asked, socket } = polling(t, [answer(0)])
  socket.close(1000)
  await until(() => asked.length === 2)
  assert.deepEqual([asked[1]?.method, asked[1]?.url.searchParams.get('session')], ['POST', 's'])
})

test('what is sent while nothing is taken has a bound', async t => {
  const { asked, socket, events } = polling(t, [answer(0)])
  await until(() => asked.length === 2)
  for (let n = 0; n <= 200; n++) socket.send('{}')
  assert.equal(events.at(-1)?.reason, 'nothing is taken')
})

/** A socket whose polls are answered so, one after the other, and then not any more. */
function polling(
  t: TestContext,
  polls: Said[],
  url = 'ws://edge/v1/rooms/a%20b/ws?cursor=e.0.0.1',
) {
  const asked: Asked[] = []
  const posts: Said[] = []
  const fetch: Fetch = async (to, { method, body }) => {
    asked.push({ method, url: new URL(to), body: body && JSON.parse(body) })
    const said = (method === 'POST' ? posts : polls).shift()
    if (!said) return new Promise(() => {})
    const { status = 200 } = said
    return { ok: status < 400, status, json: async () => said.body }
  }
  const socket = new (pollSocketClass(fetch))(url, TICKET)
  t.after(() => socket.close())
  const events: SocketEvent[] = []
  for (const type of ['open', 'message', 'close'] as const)
    socket.addEventListener(type, event => events.push(event))
  return { asked, posts, socket, events }
}

function answer(after: number, ...frames: string[]) {
  return { body: { session: 's', after, frames } }
}
