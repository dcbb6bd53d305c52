import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrame } from '../../client/read-frame.ts'

const message = { seq: 1, id: 'aaaaaaaaaaa', from: { id: 'u', name: 'n' }, body: {}, at: 5 }
const batch = {
  t: 'batch',
  prev: 'e.0.0.0',
  cursor: 'e.0.0.1',
  at: 5,
  viewers: 1,
  withheld: {},
  messages: [message],
}

test('nonsense is no frame and throws nothing', () => {
  const nonsense = [
    ...[undefined, new Uint8Array(3), '', '{', 'null', '7', '"batch"', '[]', '{}'],
    ...['{"t":1}', '{"t":"toString"}', '{"t":"__proto__"}', '{"t":"new-in-2.0"}'],
  ]
  for (const data of nonsense) assert.equal(readFrame(data), undefined, String(data))
})

test('a frame of which a field is missing or of another type is no frame', () => {
  assert.ok(readFrame(JSON.stringify(batch)))
  for (const field of Object.keys(batch)) {
    for (const value of [undefined, true, -1.5, 'x', {}]) {
      if (typeof value === typeof batch[field as keyof typeof batch] && field !== 't') continue
      const broken = JSON.stringify({ ...batch, [field]: value })
      const frame = readFrame(broken)
      assert.equal(frame, undefined, broken)
    }
  }
})

test('what the buckets let go of is counts, or the past is none', () => {
  const past = { ...batch, t: 'past', more: false }
  for (const trimmed of [undefined, {}, { low: 7 }])
    assert.ok(readFrame(JSON.stringify({ ...past, trimmed })), JSON.stringify(trimmed))
  for (const trimmed of [null, 7, { low: 'x' }])
    assert.equal(readFrame(JSON.stringify({ ...past, trimmed })), undefined)
})

test('a message that cannot be read does not take the others with it', () => {
  const mixed = { ...batch, messages: [null, { id: 7 }, message, { ...message, from: null }] }
  const frame = readFrame(JSON.stringify(mixed))
  assert.deepEqual(frame && 'messages' in frame && frame.messages, [message])
})
