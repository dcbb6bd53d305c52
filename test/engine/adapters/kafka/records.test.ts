import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeRecord, encodeEntry } from '../../../../engine/adapters/kafka/records.ts'
import type { MessageId, ViewerId } from '../../../../engine/ids.ts'
import { messageId } from '../../../../engine/message-id.ts'
import type { Entry } from '../../../../engine/ports/message-log.ts'
import { openedAt } from '../../../../engine/stream-id.ts'
import { entry, NOON, ROOM, STREAM } from '../../../fixtures/message.ts'

const MARK: Entry = { type: 'mark', mark: 'closed', room: ROOM, stream: STREAM, at: NOON }

const ABOUT = { act: 'a', room: ROOM, stream: STREAM, at: NOON }
const TAKEDOWN: Entry = {
  type: 'takedown',
  ...{ ...ABOUT, hides: true },
  target: { of: 'messages', messages: ['m' as MessageId] },
}
const ERASURE: Entry = {
  ...{ type: 'erasure', act: 'a', person: 'u' as ViewerId },
  ...{ until: 5, deletes: false },
}
const OTHERS: readonly Entry[] = [
  { ...TAKEDOWN, target: { of: 'sender', sender: 'u' as ViewerId, until: 5 } },
  ERASURE,
  { type: 'shift', ...ABOUT, shiftMs: -5 },
  { ...MARK, mark: 'paused' },
]

for (const whole of [
  entry('a', { kind: 'gift', body: { text: '€😀\0' } }),
  MARK,
  TAKEDOWN,
  ...OTHERS,
])
  test(`a ${whole.type} comes back whole`, () => {
    assert.deepEqual(decodeRecord(encodeEntry(whole)), { entry: whole })
  })

test('a record cut off anywhere is poison', () => {
  const whole = encodeEntry(entry('€'))
  for (let length = 0; length < whole.length; length++)
    assert.ok('poison' in decodeRecord(whole.subarray(0, length)), `${length} bytes`)
})

const told = JSON.parse(encodeEntry(entry('a')).toString())

const saying = (over: object) => ({ ...told, message: { ...told.message, ...over } })
const takesBack = (target: object) => ({ v: 1, ...TAKEDOWN, target })

const POISON: [string, unknown, RegExp][] = [
  ['of a newer version', { ...told, v: 2 }, /version 2/],
  ['without a version', { type: 'message' }, /not a record of ours/],
  ['that is a list', [1], /not JSON/],
  ['of an unknown type', { v: 1, type: 'song' }, /not an entry/],
  ['without a message', { v: 1, type: 'message', shadowed: false }, /not an entry/],
  ['with an unknown priority', { ...told, message: { ...told.message, priority: 'x' } }, /entry/],
  ['without a sender', { ...told, message: { ...told.message, from: null } }, /not an entry/],
  ['with an unknown mark', { v: 1, ...MARK, mark: 'halted' }, /not an entry/],
  ['that takes back nothing', { v: 1, ...TAKEDOWN, target: {} }, /not an entry/],
  ['of a shift by nothing', { v: 1, ...MARK, type: 'shift', act: 'x' }, /not an entry/],
  ['of a shift by half a ms', { v: 1, type: 'shift', ...ABOUT, shiftMs: 0.5 }, /not an entry/],
  ['whose act is no name', { v: 1, ...TAKEDOWN, act: 'a\0' }, /not an entry/],
  ['that takes back no message', takesBack({ of: 'messages', messages: ['a\0'] }), /not an entry/],
  ['that takes back till never', takesBack({ of: 'sender', sender: 'u', until: -1 }), /not an/],
  ['that does not say if it hides', { v: 1, ...TAKEDOWN, hides: undefined }, /not an entry/],
  ['that erases nobody', { v: 1, ...ERASURE, person: '' }, /not an entry/],
  ['that erases till half past', { v: 1, ...ERASURE, until: 0.5 }, /not an entry/],
  ['of a mark at no time', { v: 1, ...MARK, at: 1e21 }, /not an entry/],
  ['of a mark in no stream', { v: 1, ...MARK, stream: 'a\0' }, /not an entry/],
  ['of a sender that is nobody', saying({ from: { id: 'ann"', name: 'Ann' } }), /not an entry/],
]

for (const at of [1.5, -5, 1e21, '1', null])
  POISON.push([`said at ${JSON.stringify(at)}`, saying({ at }), /not an entry/])
for (const field of ['id', 'room', 'stream', 'kind'])
  for (const name of ['', 'a\0', 'a\nb', 'a/b', 'x'.repeat(65), 5])
    POISON.push([`whose ${field} is ${JSON.stringify(name)}`, saying({ [field]: name }), /not an/])

for (const [what, said, why] of POISON)
  test(`a record ${what} is poison`, () => {
    const decoded = decodeRecord(Buffer.from(JSON.stringify(said)))
    assert.match('poison' in decoded ? decoded.poison : 'read', why)
  })

test('a record that is nested too deep to be written again is poison', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const text = JSON.stringify(saying({ body: { deep: 0 } })).replace('"deep":0', `"deep":${deep}`)
  assert.deepEqual(decodeRecord(Buffer.from(text)), { poison: 'nested too deep' })
})

test('what anybody may send, and what the application makes up, is an entry', () => {
  const at = openedAt(STREAM)
  const ids = { stream: STREAM, id: messageId(STREAM, 'ann' as ViewerId, '~!"{}') }
  const from = { id: '_a.b-C9' as ViewerId, name: '安 "\\', role: 'streamer', level: 7 } as const
  for (const kind of ['danmaku', 'superchat', 'x', 'own-kind-of-it-1'])
    for (const body of [{}, { a: [{ b: [[[[['deep']]]]] }] }]) {
      const whole = entry('', { ...ids, from, kind, body, at })
      assert.deepEqual(decodeRecord(encodeEntry(whole)), { entry: whole })
    }
})

test('an empty record and a deleted one are poison', () => {
  for (const value of [null, Buffer.alloc(0)])
    assert.deepEqual(decodeRecord(value), { poison: 'empty' })
})
