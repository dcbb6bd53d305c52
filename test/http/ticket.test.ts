import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { type EdgeId, parseRoomId, type RoomId, type ViewerId } from '../../engine/ids.ts'
import { makeTickets, type TicketClaims } from '../../http/ticket.ts'

const NOW = 1_800_000_000_000
const TTL_MS = 60_000
const KEY = 'k'.repeat(32)
const room = parseRoomId('lobby') as RoomId
const tickets = makeTickets({ key: KEY, ttlMs: TTL_MS })
const claims: TicketClaims = {
  room,
  viewer: 'g7' as ViewerId,
  name: '弹幕',
  role: 'viewer',
  guest: true,
  edges: ['e1' as EdgeId],
  epoch: 7,
}
/** As it was signed, with the end of its time. */
const ticket = { ...claims, until: NOW + TTL_MS }
const good = tickets.sign(claims, NOW)
const [head = '', payload = '', signature = ''] = good.split('.')

/** A token that is signed with our key and says what we never would. */
function signed(header: object, content: object): string {
  const text = [header, content].map(part => base64url(JSON.stringify(part))).join('.')
  return `${text}.${createHmac('sha256', KEY).update(text).digest('base64url')}`
}
function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

test('a ticket tells who somebody is, again and again, until it expires', () => {
  for (const now of [NOW, NOW + 1, NOW + TTL_MS - 1])
    assert.deepEqual(tickets.verify(good, { room, now }), ticket)
})

test('an expired ticket still says who it was', () => {
  const late = tickets.verify(good, { room, now: NOW + TTL_MS })
  assert.deepEqual(late, { why: 'ticketExpired', claims: ticket })
})

test('a ticket is what a WebSocket subprotocol can carry', () => {
  assert.match(good, /^[A-Za-z0-9._-]+$/)
})

const HS256 = { alg: 'HS256', typ: 'JWT' }
const NO: [what: string, text: string | undefined, why: string][] = [
  ['none', undefined, 'noTicket'],
  ['an empty one', '', 'noTicket'],
  ['garbage', 'garbage', 'badTicket'],
  ['three dots', '...', 'badTicket'],
  ['a megabyte', 'a'.repeat(1_000_000), 'badTicket'],
  ['control characters', '\u0000\u0000.\n.\u202e', 'badTicket'],
  ['another’s signature', `${head}.${payload}.${'A'.repeat(signature.length)}`, 'badTicket'],
  ['no signature', `${head}.${payload}.`, 'badTicket'],
  ['alg none', `${base64url('{"alg":"none"}')}.${payload}.`, 'badTicket'],
  ['another key', makeTickets({ key: 'x'.repeat(32), ttlMs: 1 }).sign(claims, NOW), 'badTicket'],
  [
    'a changed payload',
    `${head}.${base64url(JSON.stringify({ ...claims, role: 'streamer', exp: 9e9 }))}.${signature}`,
    'badTicket',
  ],
  ['ours without an end', signed(HS256, claims), 'badTicket'],
  ['ours with an unknown role', signed(HS256, { ...claims, role: 'god', exp: 9e9 }), 'badTicket'],
  ['ours that says HS512', signed({ alg: 'HS512' }, { ...claims, exp: 9e9 }), 'badTicket'],
  ['the application’s token', signed(HS256, { sub: 'u1', exp: 9e9 }), 'badTicket'],
  ['one for another room', tickets.sign({ ...claims, room: 'den' as RoomId }, NOW), 'otherRoom'],
]
for (const [what, text, why] of NO) {
  test(`${what}: ${why}`, () => {
    assert.deepEqual(tickets.verify(text, { room, now: NOW }), { why })
  })
}
