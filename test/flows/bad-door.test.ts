// Who is not let in, and is told why: rooms that cannot be, tickets that are none, roles that
// are not theirs, cursors of elsewhere.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSigner } from 'fast-jwt'
import { until } from '../until.ts'
import { askRaw, knock, type Told } from './ask-raw.ts'
import { Live } from './live.ts'
import { Viewer } from './viewer.ts'

const JSON_BODY = { 'content-type': 'application/json' }

const live = await Live.start({ after }, { BARRAGE_ROOMS_PER_GUEST: '100' })
const joined = await live.join('room', { name: 'Ann' })
await live.join('other')

const ws = (room: string, query = '') =>
  `${live.barrage.url.replace('http', 'ws')}/v1/rooms/${room}/ws${query}`
const enterWith = (ticket: string, room = 'room') =>
  knock(ws(room), ['barrage.v1', `ticket.${ticket}`])

const ROOMS: [what: string, path: string, status: number, code: number][] = [
  ['200 characters', 'r'.repeat(200), 400, 110],
  ['65 characters', 'r'.repeat(65), 400, 110],
  ['10,000 characters', 'r'.repeat(10_000), 400, 110],
  ['no characters', '', 400, 110],
  ['two dots', '..', 400, 110],
  ['two dots in disguise', '%2e%2e', 400, 110],
  ['a path in disguise', '..%2f..%2fetc', 400, 110],
  ['a slash', 'a/b', 404, 603],
  ['a slash in disguise', 'a%2Fb', 400, 110],
  ['a NUL', '%00', 400, 110],
  ['a line feed', 'a%0ab', 400, 110],
  ['an emoji', encodeURIComponent('😀'), 400, 110],
  ['half a character', '%f0%9f', 400, 101],
  ['percent and nothing', '%', 400, 101],
  ['a space', '%20', 400, 110],
  ['a leading dash', '-rf', 400, 110],
]
for (const [what, room, status, code] of ROOMS) {
  test(`a room of ${what} is no room, wherever it is named`, async () => {
    const { url, adminUrl, keys } = live.barrage
    const application = { ...JSON_BODY, authorization: `Bearer ${keys.application}` }
    const operator = { ...JSON_BODY, authorization: `Bearer ${keys.operator}` }
    const asked = [
      askRaw(url, `/v1/rooms/${room}/join`, { method: 'POST', headers: JSON_BODY, body: '{}' }),
      askRaw(url, `/v1/rooms/${room}/ws?ticket=x`),
      askRaw(url, `/v1/rooms/${room}/stream`, {
        method: 'POST',
        headers: { authorization: application.authorization },
      }),
      askRaw(url, `/v1/rooms/${room}/messages`, {
        method: 'POST',
        headers: application,
        body: '{"messages":[{"cid":"c","body":{"text":"t"},"from":{"id":"a","name":"A"}}]}',
      }),
      askRaw(adminUrl, `/admin/v1/rooms/${room}/settings`, {
        method: 'PUT',
        headers: operator,
        body: '{"tickMs":1000}',
      }),
    ]
    for (const { status: was, body } of await Promise.all(asked))
      assert.deepEqual([was, body.code], [status, code])
  })
}

for (const room of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
  test(`a room may be called ${room}, and is a room like any other`, async () => {
    const [one, two] = [await live.enter(room), await live.enter(room)]
    assert.equal((await one.say({ text: 'here' })).t, 'ok')
    await until(() => two.texts.includes('here'))
    const { status } = await live.operator('GET', `/admin/v1/rooms/${room}`)
    assert.equal(status, 200)
  })
}

test('a room that nobody has opened is unknown', async () => {
  const told = await live.application<Told>('DELETE', '/v1/rooms/nowhere/stream')
  assert.deepEqual([told.status, told.body.code], [404, 601])
  assert.equal((await live.operator<Told>('GET', '/admin/v1/rooms/nowhere')).body.code, 601)
  assert.equal((await live.ask<Told>('GET', '/v1/rooms/nowhere/stream')).body.code, 601)
})

test('a room that only the application may open is unknown to who joins it', async t => {
  const strict = await Live.start(t, { BARRAGE_ROOMS_OPENED_BY: 'application' })
  const { status, body } = await strict.ask<Told>('POST', '/v1/rooms/nowhere/join', {})
  assert.deepEqual([status, body.code], [404, 601])
})

test('who opens room after room is stopped, and those who are in one already are not', async t => {
  const strict = await Live.start(t, { BARRAGE_ROOMS_PER_GUEST: '2' })
  for (const room of ['one', 'two']) await strict.join(room)
  const { status, body } = await strict.ask<Told & { retryMs: number }>(
    'POST',
    '/v1/rooms/three/join',
    {},
  )
  assert.deepEqual([status, body.code, body.retryMs > 0], [429, 605, true])
  await strict.enter('one')
})

/** A JWT with any header, signed or not. */
const jwt = (header: object, payload: object, signature = '') =>
  [header, payload]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(signature)
    .join('.')
const claims = (more: object = {}) => ({
  ...{ room: 'room', viewer: 'eve', name: 'Eve', role: 'streamer', guest: false },
  ...{ exp: Math.ceil(Date.now() / 1_000) + 3_600, ...more },
})
const signed = (payload: object, key: string, algorithm: 'HS256' | 'HS512' = 'HS256') =>
  createSigner({ key, algorithm, noTimestamp: true })(payload as Record<string, unknown>)

const TICKETS: [what: string, ticket: () => string, status: number, code: number][] = [
  ['no ticket', () => '', 401, 501],
  ['garbage', () => 'garbage', 401, 502],
  ['three dots', () => '...', 401, 502],
  ['no algorithm', () => jwt({ alg: 'none', typ: 'JWT' }, claims()), 401, 502],
  ['no algorithm in capitals', () => jwt({ alg: 'NONE' }, claims(), 'x'), 401, 502],
  ['another algorithm', () => signed(claims(), live.barrage.keys.ticket, 'HS512'), 401, 502],
  ['a forged key', () => signed(claims(), 'k'.repeat(32)), 401, 502],
  ['the application’s key', () => signed(claims(), live.barrage.keys.application), 401, 502],
  ['a changed role', () => changed(joined.ticket, { role: 'streamer' }), 401, 502],
  ['a cut signature', () => joined.ticket.slice(0, -4), 401, 502],
  ['no room in it', () => signed({ viewer: 'eve' }, live.barrage.keys.ticket), 401, 502],
  ['no end', () => signed(claims({ exp: undefined }), live.barrage.keys.ticket), 401, 502],
  ['an hour ago', () => signed(claims({ exp: 1_000 }), live.barrage.keys.ticket), 401, 503],
]
function changed(ticket: string, more: object): string {
  const [header = '', payload = '', signature = ''] = ticket.split('.')
  const before = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const after = Buffer.from(JSON.stringify({ ...before, ...more })).toString('base64url')
  return [header, after, signature].join('.')
}
for (const [what, ticket, status, code] of TICKETS) {
  test(`a ticket of ${what} does not let in: ${code}, by subprotocol and by query`, async () => {
    const text = ticket()
    const asked = [
      enterWith(text),
      knock(ws('room', `?ticket=${text}`), ['barrage.v1']),
      knock(ws('room', `?ticket=${text}`), []),
    ]
    for (const told of await Promise.all(asked))
      assert.deepEqual([told.status, told.body.code], [status, code])
  })
}

test('another room’s ticket does not let in here', async () => {
  const { ticket } = await live.join('other')
  const told = await enterWith(ticket)
  assert.deepEqual([told.status, told.body.code], [403, 504])
})

test('a good ticket lets in by subprotocol and by query, with our subprotocol or none', async () => {
  const query = `?ticket=${joined.ticket}`
  for (const [url, protocols] of [
    [ws('room'), ['barrage.v1', `ticket.${joined.ticket}`]],
    [ws('room', query), ['barrage.v1']],
    [ws('room', query), []],
    [ws('room', query), ['chat', 'barrage.v1']],
  ] as const)
    assert.equal((await knock(url, [...protocols])).status, 101)
})

test('another subprotocol is refused by name, not by a connection that breaks', async () => {
  for (const protocols of [['chat'], ['barrage.v2'], [`ticket.${joined.ticket}`]]) {
    const told = await knock(ws('room', `?ticket=${joined.ticket}`), protocols)
    assert.deepEqual([told.status, told.body.code], [400, 108])
    assert.match(told.body.detail ?? '', /barrage\.v1/)
  }
})

test('two tickets at once, and two cursors, are none', async () => {
  const { ticket } = joined
  const two = await knock(ws('room', `?ticket=${ticket}&ticket=${ticket}`), ['barrage.v1'])
  assert.deepEqual([two.status, two.body.code], [401, 502])
  const cursors = await knock(ws('room', `?ticket=${ticket}&cursor=a.0.0.0&cursor=a.0.0.0`), [])
  assert.deepEqual([cursors.status, cursors.body.code], [400, 106])
})

test('a role, a level or an account of one’s own making is not believed', async () => {
  const forged = await live.join('room', { name: 'Eve', role: 'streamer', level: 99 })
  assert.equal(forged.viewer.role, 'viewer')
  const eve = await Viewer.enter(forged)
  assert.equal(eve.welcome.viewer.role, 'viewer')
  assert.equal((await eve.say({ text: 'a' }, { kind: 'notice' })).t, 'no')
  assert.equal((await eve.say({ text: 'not from a streamer' })).t, 'ok')
  const heard = await until(() => eve.messages.find(({ from }) => from.name === 'Eve'))
  assert.deepEqual(
    [heard.priority, heard.from.role, heard.from.level],
    [undefined, undefined, undefined],
  )

  const account = await live.ask<Told>('POST', '/v1/rooms/room/join', { viewer: 'boss' })
  assert.deepEqual([account.status, account.body.code], [401, 505])
  const { keys } = live.barrage
  for (const key of [keys.operator, keys.ticket, 'k'.repeat(32)]) {
    const wrong = await live.ask<Told>('POST', '/v1/rooms/room/join', { viewer: 'boss' }, key)
    assert.deepEqual([wrong.status, wrong.body.code], [401, 505])
  }
})

const TOKENS: [what: string, token: () => string, code: number][] = [
  ['garbage', () => 'x.y.z', 502],
  ['no algorithm', () => jwt({ alg: 'none' }, { viewer: 'boss', role: 'streamer' }), 502],
  ['the ticket’s key', () => signed({ viewer: 'boss' }, live.barrage.keys.ticket), 502],
  ['no viewer', () => signed({ role: 'streamer' }, live.barrage.keys.application), 108],
  ['a viewer with a slash', () => signed({ viewer: 'a/b' }, live.barrage.keys.application), 108],
  [
    'an unknown role',
    () => signed({ viewer: 'a', role: 'god' }, live.barrage.keys.application),
    502,
  ],
  ['an hour ago', () => signed({ viewer: 'a', exp: 1_000 }, live.barrage.keys.application), 503],
  ['tomorrow', () => signed({ viewer: 'a', nbf: 9e9 }, live.barrage.keys.application), 502],
]
for (const [what, token, code] of TOKENS) {
  test(`the application’s token with ${what} vouches for nobody: ${code}`, async () => {
    const { body } = await live.ask<Told>('POST', '/v1/rooms/room/join', { token: token() })
    assert.equal(body.code, code)
  })
}

for (const cursor of [
  'garbage',
  'a.b.c.d',
  'a.1.2',
  'a.-1.0.0',
  'a.1.0.0.0',
  '%00.0.0.0',
  'a.1e3.0.0',
]) {
  test(`to resume from ${cursor} is refused`, async () => {
    const { ticket } = joined
    const told = await knock(ws('room', `?ticket=${ticket}&cursor=${cursor}`), ['barrage.v1'])
    assert.deepEqual([told.status, told.body.code], [400, 106])
  })
}

test('a cursor from the future resumes at the present and misses nothing that follows', async () => {
  const answer = await live.join('future')
  const first = await Viewer.enter(answer)
  await first.say({ text: 'past' })
  await until(() => first.texts.includes('past'))
  const [epoch] = first.cursor.split('.')
  const ahead = await Viewer.enter(answer, `${epoch}.999999999999999.5.700`)
  const { prev, cursor, messages } = await ahead.frame('past')
  assert.deepEqual([prev, cursor, messages], [first.cursor, first.cursor, []])
  for (const fetch of [{ from: `${epoch}.9.9.9` }, { before: `${epoch}.9.9.9`, limit: 1 }]) {
    const had = ahead.pasts.length
    ahead.write({ t: 'fetch', ...fetch })
    await until(() => ahead.pasts.length > had)
  }
  assert.deepEqual(ahead.texts, ['past'])
  ahead.write({ t: 'ping', cursor: `${epoch}.9.9.9` })
  await first.say({ text: 'next' })
  await until(() => ahead.texts.includes('next'))
  assert.deepEqual([ahead.complaints, first.complaints], [[], []])
})

test('a cursor of another stream says so, and gives everything of this one', async () => {
  const elsewhere = await live.enter('elsewhere')
  await elsewhere.say({ text: 'there' })
  await until(() => elsewhere.texts.includes('there'))
  const answer = await live.join('here')
  const first = await Viewer.enter(answer)
  for (const text of ['one', 'two']) await first.say({ text })
  await until(() => first.texts.length === 2)
  const stranger = await Viewer.enter(answer, elsewhere.cursor)
  assert.equal(stranger.welcome.resumed, false)
  await until(() => stranger.texts.length === 2)
  assert.deepEqual([stranger.texts, stranger.complaints], [['one', 'two'], []])
  stranger.write({ t: 'fetch', from: elsewhere.cursor })
  await until(() => stranger.pasts.length === 2)
  stranger.write({ t: 'fetch', before: elsewhere.cursor, limit: 1 })
  await until(() => stranger.pasts.length === 3)
  assert.deepEqual(stranger.texts, ['one', 'two', 'one', 'two', 'two'])
  assert.deepEqual(stranger.complaints, [])
})
