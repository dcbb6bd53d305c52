import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSigner } from 'fast-jwt'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { makeTickets, type TicketClaims } from '../../http/ticket.ts'
import { APPLICATION_KEY, bringUp, type Served, serve, TICKET_KEY, TTL_MS } from './served.ts'

let served: Served
before(async () => {
  served = await serve({ roomsPerGuest: 1_000 })
})
after(() => served.close())

const join = (body: object, room = 'lobby', key?: string) =>
  served.as(key, 'POST', `/v1/rooms/${room}/join`, body)

function claimsOf(ticket: string, room = 'lobby'): TicketClaims {
  const tickets = makeTickets({ key: TICKET_KEY, ttlMs: TTL_MS })
  const claims = tickets.verify(ticket, { room: room as RoomId, now: served.clock.ms })
  assert.ok(!('why' in claims))
  return claims
}

test('a guest is let in, with an id of its own, a name and a ticket that says so', async () => {
  const { status, body } = await join({})
  assert.equal(status, 200)
  assert.match(body.viewer.id, /^g[A-Za-z0-9]{7}$/)
  assert.match(body.viewer.name, /^Guest-[A-Za-z0-9]{4}$/)
  assert.deepEqual([body.room, body.open, body.heartbeatMs], ['lobby', true, 10_000])
  assert.deepEqual(body.edges, ['ws://e1'])
  assert.deepEqual(claimsOf(body.ticket), {
    room: 'lobby',
    viewer: body.viewer.id,
    name: body.viewer.name,
    role: 'viewer',
    guest: true,
    edges: ['e1'],
    epoch: served.clock.ms,
    until: served.clock.ms + TTL_MS,
  })
})

test('two guests are two, in one stream', async () => {
  const [a, b] = [(await join({})).body, (await join({})).body]
  assert.notEqual(a.viewer.id, b.viewer.id)
  assert.equal(a.stream, b.stream)
})

test('a guest who comes back with its ticket is the same, even when it has expired', async () => {
  const first = (await join({ name: '小明' })).body
  served.clock.ms += TTL_MS + 1_000
  const again = (await join({ ticket: first.ticket })).body
  assert.deepEqual(again.viewer, first.viewer)
  const renamed = (await join({ ticket: again.ticket, name: '小红' })).body
  assert.deepEqual([renamed.viewer.id, renamed.viewer.name], [first.viewer.id, '小红'])
})

test('a small room has one edge, the same for everybody, and an address to fall back on', async () => {
  const busy = await serve({}, [
    ['e1', 9],
    ['e2', 1],
    ['e3', 5],
  ])
  const answers = await Promise.all(
    [1, 2, 3].map(() => busy.as(undefined, 'POST', '/v1/rooms/lobby/join', {})),
  )
  const [place] = answers.map(({ body }) => body.edges)
  assert.equal(place.length, 2)
  for (const { body } of answers) assert.deepEqual(body.edges, place)
  await busy.close()
})

test('a room that outgrew an edge spreads: the least loaded of its edges comes first', async () => {
  const busy = await serve({ viewersPerEdge: 1 }, [
    ['e1', 9],
    ['e2', 1],
    ['e3', 5],
  ])
  const here = ['a', 'b', 'c'].map(viewer => {
    const room = 'lobby' as RoomId
    return { room, viewer: viewer as ViewerId, name: viewer, guest: true, connections: 1, since: 0 }
  })
  await busy.members.report('e1' as EdgeId, here)
  const { body } = await busy.as(undefined, 'POST', '/v1/rooms/lobby/join', {})
  assert.deepEqual(body.edges, ['ws://e2', 'ws://e3', 'ws://e1'])
  await busy.close()
})

test('with the application’s key, what it says of a person is believed', async () => {
  const person = { viewer: 'u1', name: 'Ann', role: 'moderator', level: 30 }
  const { body } = await join(person, 'lobby', APPLICATION_KEY)
  assert.deepEqual(body.viewer, { id: 'u1', name: 'Ann', role: 'moderator' })
  const { guest, level, role } = claimsOf(body.ticket)
  assert.deepEqual([guest, level, role], [false, 30, 'moderator'])
})

test('a role and a level that nobody vouches for are not believed', async () => {
  const { body } = await join({ role: 'streamer', level: 99 })
  assert.equal(body.viewer.role, 'viewer')
  assert.equal(claimsOf(body.ticket).level, undefined)
})

const seconds = () => Math.floor(served.clock.ms / 1_000)
const token = (claims: object, key = APPLICATION_KEY) =>
  createSigner({ key, algorithm: 'HS256', noTimestamp: true })({ ...claims })

test('the application’s token says who comes', async () => {
  const claims = { sub: 'u2', name: 'Bo', role: 'member', level: 3, exp: seconds() + 60 }
  const { body } = await join({ token: token(claims) })
  assert.deepEqual(body.viewer, { id: 'u2', name: 'Bo', role: 'member' })
  assert.equal(claimsOf(body.ticket).level, 3)
})

const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"u"}').toString('base64url')}.`
const ours = (claims: Partial<TicketClaims>, key = TICKET_KEY) =>
  makeTickets({ key, ttlMs: TTL_MS }).sign(
    {
      room: 'lobby' as RoomId,
      viewer: 'u1' as ViewerId,
      name: 'Ann',
      role: 'moderator',
      guest: false,
      ...claims,
    },
    served.clock.ms,
  )

const NO: [what: string, body: () => object, status: number, code: number][] = [
  ['a token of another key', () => ({ token: token({ sub: 'u' }, 'x'.repeat(32)) }), 401, 502],
  ['a token that is unsigned', () => ({ token: none }), 401, 502],
  ['a token that has expired', () => ({ token: token({ sub: 'u', exp: seconds() }) }), 401, 503],
  ['a token not good yet', () => ({ token: token({ sub: 'u', nbf: seconds() + 9 }) }), 401, 502],
  ['a token of nobody', () => ({ token: token({}) }), 400, 108],
  ['a token with an odd role', () => ({ token: token({ sub: 'u', role: 'god' }) }), 401, 502],
  ['a ticket for a token', () => ({ token: ours({}) }), 401, 502],
  ['a token for a ticket', () => ({ ticket: token({ sub: 'u' }) }), 401, 502],
  ['a garbage ticket', () => ({ ticket: '%00' }), 401, 502],
  ['a forged ticket', () => ({ ticket: ours({}, 'x'.repeat(32)) }), 401, 502],
  ['another room’s ticket', () => ({ ticket: ours({ room: 'den' as RoomId }) }), 403, 504],
  ['a viewer without a key', () => ({ viewer: 'u1' }), 401, 505],
  ['a name of 25 characters', () => ({ name: 'x'.repeat(25) }), 413, 102],
  ['a name of spaces', () => ({ name: '   ' }), 400, 105],
  ['a name that is a number', () => ({ name: 7 }), 400, 101],
]
for (const [what, body, status, code] of NO) {
  test(`${what} is refused with ${code}`, async () => {
    const answer = await join(body())
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  })
}

test('an account’s ticket lets in again until it expires, and then no more', async () => {
  const ticket = ours({ level: 7 })
  assert.equal((await join({ ticket, name: 'Root' })).body.viewer.name, 'Ann')
  served.clock.ms += TTL_MS + 1_000
  const late = await join({ ticket })
  assert.deepEqual([late.status, late.body.code], [401, 503])
})

test('a wrong key is told, not taken for a guest', async () => {
  const answer = await join({ viewer: 'u1' }, 'lobby', 'x'.repeat(32))
  assert.deepEqual([answer.status, answer.body.code], [401, 505])
})

const BAD_ROOMS = [
  '.',
  '..',
  '-',
  '%20',
  '%00',
  '%2e%2e',
  'a%2Fb',
  '弹幕',
  '😀',
  'r'.repeat(65),
  'r'.repeat(200),
]
for (const room of BAD_ROOMS) {
  test(`${room.slice(0, 12)} (${room.length}) is no room's name`, async () => {
    const { status, body } = await join(
      {},
      room.replace(/^\.+$/, dots => '%2e'.repeat(dots.length)),
    )
    assert.ok(body.code === 110 || body.code === 603, `${status} ${JSON.stringify(body)}`)
  })
}

test('a room of 64 characters is one', async () => {
  assert.equal((await join({}, 'r'.repeat(64))).status, 200)
})

test('where no edge is up, a join says when to try again', async () => {
  const lonely = await serve({}, [])
  const { status, body } = await lonely.as(undefined, 'POST', '/v1/rooms/lobby/join', {})
  assert.deepEqual([status, body.code, body.retryMs], [503, 606, 1_000])
  assert.equal(await lonely.settings.get('lobby' as RoomId), undefined)
  await lonely.close()
})

test('a join over the budget is 429, and told when to come again', async () => {
  const tight = await serve({ joinsPerSecond: 1 })
  const enter = () => tight.as(undefined, 'POST', '/v1/rooms/lobby/join', {})
  assert.equal((await enter()).status, 200)
  const { status, body } = await enter()
  assert.deepEqual([status, body.code, body.text], [429, 204, 'too many are coming in'])
  assert.ok(body.retryMs >= 500 && body.retryMs <= 30_000, `${body.retryMs}`)
  await tight.close()
})

test('where guests are not let in, none is, and no ticket of one helps', async () => {
  const strict = await serve({ guestsAllowed: false })
  for (const body of [{}, { ticket: ours({ guest: true, role: 'viewer' }) }]) {
    const answer = await strict.as(undefined, 'POST', '/v1/rooms/lobby/join', body)
    assert.deepEqual([answer.status, answer.body.code], [403, 506])
  }
  await strict.close()
})

test('an address opens so many rooms an hour and no more; the application is not counted', async () => {
  const bounded = await serve({ roomsPerGuest: 2 })
  const enter = (room: string, key?: string) =>
    bounded.as(key, 'POST', `/v1/rooms/${room}/join`, key ? { viewer: 'u1' } : {})
  assert.equal((await enter('r1')).status, 200)
  assert.equal((await enter('r2')).status, 200)
  const third = await enter('r3')
  assert.deepEqual([third.status, third.body.code, third.body.retryMs], [429, 605, 3_600_000])
  assert.equal((await enter('r1')).status, 200)
  assert.equal((await enter('r4', APPLICATION_KEY)).status, 200)
  bounded.clock.ms += 3_600_000
  await bringUp(bounded.edges, 'e1')
  assert.equal((await enter('r3')).status, 200)
  await bounded.close()
})

test('of 50,000 rooms that one guest would open the first few are, and nothing is kept of the others', async () => {
  const bounded = await serve({ roomsPerGuest: 5, joinsPerSecond: 1_000_000 })
  const told = new Map<string, number>()
  for (let from = 0; from < 50_000; from += 500) {
    const some = Array.from({ length: 500 }, (_, n) =>
      bounded.as(undefined, 'POST', `/v1/rooms/r${from + n}/join`, {}),
    )
    for (const { status, body } of await Promise.all(some)) {
      const what = `${status} ${body.code ?? ''}`
      told.set(what, (told.get(what) ?? 0) + 1)
    }
  }
  assert.deepEqual(Object.fromEntries(told), { '200 ': 5, '429 605': 49_995 })
  assert.equal((await bounded.settings.list({ limit: 100 })).length, 5)
  await bounded.close()
})

test('where the application opens rooms, a join does not', async () => {
  const closed = await serve({ openedBy: 'application' })
  const enter = () => closed.as(undefined, 'POST', '/v1/rooms/lobby/join', {})
  const before = await enter()
  assert.deepEqual([before.status, before.body.code], [404, 601])
  await closed.as(APPLICATION_KEY, 'POST', '/v1/rooms/lobby/stream')
  assert.equal((await enter()).status, 200)
  await closed.close()
})
