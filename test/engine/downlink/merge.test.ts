import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mergeAlike } from '../../../engine/downlink/merge.ts'
import { type Message, type Stored, TAKEN_BACK } from '../../../engine/message.ts'
import { encodeMessage, numbered, type WireMessage } from '../../../engine/wire/message.ts'
import { encoded, said } from '../../fixtures/message.ts'

const ALL = { mergesLikes: true, mergesTexts: true }
const LIKES = { mergesLikes: true, mergesTexts: false }

test('likes are told as one, the newest, with the sum of them', () => {
  const like = { kind: 'like', body: {} }
  const [ann, likes] = heard(
    [stored('a', like), stored('b', { body: { text: '哈' } }), stored('c', likeOf(3))],
    LIKES,
  )
  assert.deepEqual(ann?.body, { text: '哈' })
  assert.deepEqual([likes?.id, likes?.plus, likes?.body], ['c', 1, { count: 4 }])
})

test('the same text is told once, in the place of the newest, whatever its colour', () => {
  const messages = heard([
    stored('a', { body: { text: '前方高能' } }),
    stored('b', { body: { text: '别的' } }),
    stored('c', { body: { text: '前方高能', color: 255 } }),
  ])
  assert.deepEqual(
    messages.map(({ id, plus }) => [id, plus]),
    [
      ['b', undefined],
      ['c', 1],
    ],
  )
  assert.deepEqual(messages[1]?.body, { text: '前方高能', color: 255 })
})

test('only likes are merged while only likes are to be', () => {
  const twice = [stored('a', { body: { text: '哈' } }), stored('b', { body: { text: '哈' } })]
  assert.equal(mergeAlike(twice, LIKES).length, 2)
})

test('other kinds are left alone, and so is what was taken back and what cannot be read', () => {
  const gift = { kind: 'gift', body: { gift: 'rose', count: 1 } }
  const gone = { ...encoded('x', { wire: TAKEN_BACK }), seq: 3 }
  const strange = { ...encoded('y', { wire: 'y' }), seq: 4 }
  const messages = [stored('a', gift), stored('b', gift), gone, gone, strange, strange]
  assert.deepEqual(mergeAlike(messages, ALL), messages)
})

test('a name that looks like the rest of a message does no harm', () => {
  const name = '"},"body":{"text":"别的"},"at":1'
  const from = { id: 'eve' as Message['from']['id'], name, level: 3 }
  const [eve] = heard([
    stored('a', { from, body: { text: '"},"body":{}' } }),
    stored('b', { from, body: { text: '"},"body":{}' } }),
  ])
  assert.deepEqual([eve?.from.name, eve?.plus, eve?.body], [name, 1, { text: '"},"body":{}' }])
})

test('every message is told, or one that stands for it is', () => {
  const body = fc.oneof(
    fc.record({
      kind: fc.constant('danmaku'),
      body: fc.record({ text: fc.constantFrom('哈', 'b') }),
    }),
    fc.record({
      kind: fc.constant('like'),
      body: fc.record({ count: fc.integer({ min: 2, max: 9 }) }),
    }),
  )
  fc.assert(
    fc.property(fc.array(body, { maxLength: 30 }), bodies => {
      const messages = bodies.map((over, n) => ({ ...stored(`m${n}`, over), seq: n + 1 }))
      const told = heard(messages)
      const standFor = told.reduce((sum, { plus = 0 }) => sum + 1 + plus, 0)
      assert.equal(standFor, messages.length)
      assert.deepEqual(
        countOf(told),
        countOf(heard(messages, { mergesLikes: false, mergesTexts: false })),
      )
      assert.ok(told.every(({ seq }, n) => n === 0 || seq > (told[n - 1]?.seq ?? 0)))
    }),
  )
})

function countOf(messages: readonly WireMessage[]): number {
  return messages.reduce((sum, { body }) => sum + Number(body.count ?? 0), 0)
}

function likeOf(count: number): Partial<Message> {
  return { kind: 'like', body: { count } }
}

function stored(id: string, over: Partial<Message>): Stored {
  return { ...encodeMessage(said(id, over)), seq: 1 }
}

/** As a client reads them. */
function heard(messages: readonly Stored[], what = ALL): WireMessage[] {
  return mergeAlike(messages, what).map(one => JSON.parse(numbered(one)) as WireMessage)
}
