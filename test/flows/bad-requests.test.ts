// HTTP that is wrong in every way there is: each answer is JSON with a code, says what to
// mend, and changes nothing.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { until } from '../until.ts'
import { askRaw, type Raw, sayBytes, type Told } from './ask-raw.ts'
import { Live } from './live.ts'

const live = await Live.start({ after })
const ann = await live.enter('room', { name: 'Ann' })

const MESSAGES = '/v1/rooms/room/messages'
const said = (more: object = {}) => ({
  ...{ cid: 'c', body: { text: 'hello' }, from: { id: 'app', name: 'App' } },
  ...more,
})
const post = (path: string, body: string, headers: Raw['headers'] = {}) =>
  askRaw(live.barrage.url, path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${live.barrage.keys.application}`,
      ...headers,
    },
    body,
  })
const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`

const BODIES: [what: string, body: string, status: number, code: number, detail?: RegExp][] = [
  ['nothing', '', 400, 101, /body/i],
  ['broken JSON', '{"messages":[', 400, 101, /JSON/],
  ['a list', '[]', 400, 101, /body must be object/],
  ['no messages', '{"messages":[]}', 400, 101, /messages/],
  ['messages that are an object', '{"messages":{}}', 400, 101, /messages must be array/],
  ['a message that is null', '{"messages":[null]}', 400, 101, /messages\.0/],
  ['a poisoned prototype', '{"messages":[],"__proto__":{"x":1}}', 400, 101, /JSON|prototype/],
  ['a poisoned body', `{"messages":[{"body":{"__proto__":{"x":1}}}]}`, 400, 101],
  ['a poisoned constructor', '{"constructor":{"prototype":{"x":1}}}', 400, 101],
  ['a body 100,000 deep', `{"messages":[{"body":${deep}}]}`, 400, 101],
  ['3 MB', `{"messages":[],"pad":"${'x'.repeat(3_000_000)}"}`, 413, 102],
  ['a cid that is a number', JSON.stringify({ messages: [said({ cid: 5 })] }), 400, 101, /cid/],
  [
    'a role that is none',
    JSON.stringify({ messages: [said({ from: { id: 'a', name: 'A', role: 'god' } })] }),
    400,
    101,
    /role/,
  ],
  [
    'a priority that is none',
    JSON.stringify({ messages: [said({ priority: 'top' })] }),
    400,
    101,
    /priority/,
  ],
  [
    'a level beyond all',
    '{"messages":[{"cid":"c","body":{},"from":{"id":"a","name":"A","level":1e999}}]}',
    400,
    101,
    /level/,
  ],
]
for (const [what, body, status, code, detail = /./] of BODIES) {
  test(`messages with ${what} are refused with ${code}`, async () => {
    const told = await post(MESSAGES, body)
    assert.deepEqual([told.status, told.body.code], [status, code])
    assert.match(told.body.detail ?? told.body.text ?? '', detail)
    assert.equal(({} as { x?: number }).x, undefined)
  })
}

for (const type of [
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/xml',
  '',
  'nonsense',
]) {
  test(`a body of the type "${type}" cannot be read`, async () => {
    const told = await post(MESSAGES, JSON.stringify({ messages: [said()] }), {
      'content-type': type,
    })
    assert.deepEqual([told.status, told.body.code], [400, 101])
    assert.match(told.body.detail ?? '', /media type|content/i)
  })
}

test('501 messages are one too many, and none of them is said', async () => {
  const many = (count: number) =>
    JSON.stringify({ messages: Array.from({ length: count }, (_, n) => said({ cid: `m${n}` })) })
  const { length } = ann.messages
  const told = await post(MESSAGES, many(501))
  assert.deepEqual([told.status, told.body.code], [400, 101])
  assert.match(told.body.detail ?? '', /500/)
  await ann.say({ text: 'in between' })
  await until(() => ann.texts.includes('in between'))
  assert.equal(ann.messages.length, length + 1)

  assert.equal((await post(MESSAGES, many(500))).status, 200)
  const low = () => Number(ann.cursor.split('.')[3])
  await until(() => low() === 501, { what: 'all of them, shown or told as withheld' })
  assert.deepEqual(ann.complaints, [])
})

test('bad messages among good ones are told one by one, and the good ones are heard', async () => {
  const ear = await live.enter('quiet') // no flood has just spent this room's quota
  const from = { id: 'app2', name: 'App' }
  const messages = [
    said({ cid: 'g1', from, body: { text: 'good 1' } }),
    said({ cid: 'x'.repeat(33), from }),
    said({ cid: 'b2', from, body: { text: 7 } }),
    said({ cid: 'b3', from, kind: 'gift', body: { gift: '../x', count: 1 } }),
    said({ cid: 'b4', from, kind: 'no such kind' }),
    said({ cid: 'b5', from: { id: 'a b', name: 'A' } }),
    said({ cid: 'b6', from: { id: 'a', name: '\u0000' } }),
    said({ cid: 'b7', from, kind: 'superchat', body: { text: 'a', price: -5 } }),
    said({ cid: 'g1', from, body: { text: 'good 1 again' } }),
    said({ cid: 'g2', from, body: { text: 'good 2' } }),
  ]
  const told = await live.application<{ results: (Told & { id?: string })[] }>(
    'POST',
    '/v1/rooms/quiet/messages',
    { messages },
  )
  const { results } = told.body
  assert.equal(told.status, 200)
  assert.deepEqual(
    results.map(({ code = 'said' }) => code),
    ['said', 107, 104, 104, 108, 108, 105, 104, 'said', 'said'],
  )
  assert.equal(results[0]?.id, results[8]?.id)
  await until(() => ear.texts.includes('good 2'))
  assert.deepEqual(
    ear.texts.filter(text => text.startsWith('good')),
    ['good 1', 'good 2'],
  )
})

const KEYED: [method: string, path: string, admin?: true][] = [
  ['POST', MESSAGES],
  ['POST', '/v1/rooms/room/stream'],
  ['DELETE', '/v1/rooms/room/stream'],
  ['GET', '/admin/v1/rooms', true],
  ['GET', '/admin/v1/rooms/room', true],
  ['PUT', '/admin/v1/rooms/room/quota', true],
]
for (const [method, path, admin] of KEYED) {
  test(`${method} ${path} opens to its own key alone, and in its own place`, async () => {
    const { url, adminUrl, keys } = live.barrage
    const [right, wrong] = admin
      ? [keys.operator, keys.application]
      : [keys.application, keys.operator]
    const tries: [path: string, headers: Record<string, string>][] = [
      [path, {}],
      [path, { authorization: '' }],
      [path, { authorization: 'Bearer' }],
      [path, { authorization: `Bearer ${wrong}` }],
      [path, { authorization: `Bearer ${right.slice(1)}` }],
      [path, { authorization: `Bearer ${right}x` }],
      [path, { authorization: right }],
      [path, { authorization: `Basic ${right}` }],
      [path, { 'x-api-key': right }],
      [path, { cookie: `key=${right}` }],
      [`${path}?key=${right}`, {}],
      [`${path}?authorization=Bearer%20${right}`, {}],
    ]
    for (const [where, headers] of tries) {
      const told = await askRaw(admin ? adminUrl : url, where, { method, headers })
      assert.deepEqual([told.status, told.body.code], [401, 505])
    }
  })
}

const NOWHERE: [method: string, path: string][] = [
  ['GET', '/nowhere'],
  ['GET', '/v1'],
  ['GET', '/v1/rooms/room/join'],
  ['PUT', '/v1/rooms/room/join'],
  ['DELETE', MESSAGES],
  ['PATCH', '/v1/rooms/room/stream'],
  ['POST', '/health/live'],
  ['TRACE', '/v1/rooms/room/stream'],
  ['GET', '/admin/v1/rooms'],
  ['GET', '/../../../etc/passwd'],
  ['GET', '/..%2f..%2f..%2fetc/passwd'],
  ['GET', '/assets/%2e%2e/%2e%2e/package.json'],
  ['GET', '/v1/replay/nonsense'],
]
for (const [method, path] of NOWHERE) {
  test(`${method} ${path} on the public port finds nothing, and says so`, async () => {
    const told = await askRaw(live.barrage.url, path, { method })
    assert.ok([400, 403, 404, 405].includes(told.status), `${told.status}`)
    assert.ok(typeof told.body.code === 'number', JSON.stringify(told.body).slice(0, 200))
  })
}

test('bytes that are no HTTP get an answer and the connection is closed', async () => {
  const port = Number(new URL(live.barrage.url).port)
  for (const bytes of [
    'garbage\r\n\r\n',
    Buffer.from('16030100ee010000ea0303', 'hex'), // somebody speaks TLS
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
    'POST /v1/rooms/room/join HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  ])
    assert.match(await sayBytes(port, bytes), /^HTTP\/1\.1 4\d\d /)
})

test('a handshake that breaks its own rules is refused, and holds nothing open', async () => {
  const port = Number(new URL(live.barrage.url).port)
  const { ticket } = await live.join('room')
  const head = `GET /v1/rooms/room/ws?ticket=${ticket} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
  for (const rest of [
    '\r\n',
    'Sec-WebSocket-Version: 13\r\n\r\n',
    'Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n',
  ])
    assert.match(await sayBytes(port, head + rest), /^HTTP\/1\.1 4\d\d /)
})

test('after all of this the room goes on', async () => {
  assert.equal((await ann.say({ text: 'still here' })).t, 'ok')
  await until(() => ann.texts.includes('still here'))
  assert.deepEqual([ann.closed, ann.complaints], [undefined, []])
})
