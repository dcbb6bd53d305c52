import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeRecord, encodeEntry } from '../../../../engine/adapters/kafka/records.ts'
import type { MessageId, ViewerId } from '../../../../engine/ids.ts'
import type { Entry } from '../../../../engine/ports/message-log.ts'
import { entry, NOON, ROOM, STREAM } from '../../../fixtures/message.ts'

const MARK: Entry = { type: 'mark', mark: 'closed', room: ROOM, stream: STREAM, at: NOON }

const ABOUT = { act: 'a', room: ROOM, stream: STREAM, at: NOON }
const TAKEDOWN: Entry = {
  type: 'takedown',
  ...{ ...ABOUT, hides: true },
  target: { of: 'messages', messages: ['m' as MessageId] },
}
const OTHERS: readonly Entry[] = [
  { ...TAKEDOWN, target: { of: 'sender', sender: 'u' as ViewerId, until: 5 } },
  { type: 'erasure', act: 'a', person: 'u' as ViewerId, until: 5, deletes: false },
  { type: 'shift', ...ABOUT, shiftMs: -5 },
  { ...MARK, mark: 'paused' },
]

for (const whole of [entry('€😀', { kind: 'gift' }), MARK, TAKEDOWN, ...OTHERS])
  test(`a ${whole.type} comes back whole`, () => {
    assert.deepEqual(decodeRecord(encodeEntry(whole)), { entry: whole })
  })

test('a record cut off anywhere is poison', () => {
  const whole = encodeEntry(entry('€'))
  for (let length = 0; length < whole.length; length++)
    assert.ok('poison' in decodeRecord(whole.subarray(0, length)), `${length} bytes`)
})

const told = JSON.parse(encodeEntry(entry('a')).toString())

const POISON: readonly [string, unknown, RegExp][] = [
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
]

for (const [what, said, why] of POISON)
  test(`a record ${what} is poison`, () => {
    const decoded = decodeRecord(Buffer.from(JSON.stringify(said)))
    assert.match('poison' in decoded ? decoded.poison : 'read', why)
  })

test('an empty record and a deleted one are poison', () => {
  for (const value of [null, Buffer.alloc(0)])
    assert.deepEqual(decodeRecord(value), { poison: 'empty' })
})
