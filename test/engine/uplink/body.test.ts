import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MODES } from '../../../engine/message.ts'
import { shapeBody } from '../../../engine/uplink/body.ts'

/** The shaped body, or the refusal and the field it names. */
function shaped(kind: string, raw: unknown): unknown {
  const answer = shapeBody(kind, raw as Record<string, unknown>)
  return 'why' in answer ? `${answer.why} ${answer.detail?.split(':')[0]}` : answer.body
}

const text = 'hi'

test('what equals its default is left out, what a kind does not know is dropped', () => {
  const readings: [kind: string, raw: unknown, body: unknown][] = [
    ['danmaku', { text, color: 0xffffff, mode: 'scroll', size: 25, pool: 1 }, { text }],
    [
      'danmaku',
      { text, color: 0, mode: 'top', size: 18 },
      { text, color: 0, mode: 'top', size: 18 },
    ],
    ['danmaku', { text: ' a\u0008\n' }, { text: ' a ' }],
    ['danmaku', { text: '😀'.repeat(100) }, { text: '😀'.repeat(100) }],
    ['like', {}, {}],
    ['like', { count: 1 }, {}],
    ['like', { count: 99 }, { count: 99 }],
    ['gift', { gift: 'rocket', count: 1 }, { gift: 'rocket', count: 1 }],
    ['gift', { gift: 'g', count: 2, combo: 3, name: 'x' }, { gift: 'g', count: 2, combo: 3 }],
    ['superchat', { text, price: 30 }, { text, price: 30 }],
    ['superchat', { text, price: 0.5, currency: 'CNY' }, { text, price: 0.5, currency: 'CNY' }],
    ['notice', { text: 'n'.repeat(500) }, { text: 'n'.repeat(500) }],
    ['enter', { anything: 1 }, {}],
  ]
  for (const [kind, raw, body] of readings) assert.deepEqual(shaped(kind, raw), body)
})

test('what does not fit is refused with the name of the field', () => {
  const readings: [kind: string, raw: unknown, answer: string][] = [
    ['danmaku', {}, 'badBody text'],
    ['danmaku', { text: 1 }, 'badBody text'],
    ['danmaku', { text: '' }, 'empty text'],
    ['danmaku', { text: '\u0008\u200b ' }, 'empty text'],
    ['danmaku', { text: '弹'.repeat(101) }, 'tooLong text'],
    ['danmaku', { text, color: -1 }, 'badBody color'],
    ['danmaku', { text, color: 0x1000000 }, 'badBody color'],
    ['danmaku', { text, color: '#ffffff' }, 'badBody color'],
    ['danmaku', { text, color: null }, 'badBody color'],
    ['danmaku', { text, mode: 'reverse' }, 'badBody mode'],
    ['danmaku', { text, size: 9 }, 'badBody size'],
    ['danmaku', { text, size: 25.5 }, 'badBody size'],
    ['like', { count: 0 }, 'badBody count'],
    ['like', { count: 100 }, 'badBody count'],
    ['gift', { count: 1 }, 'badBody gift'],
    ['gift', { gift: 'g'.repeat(33), count: 1 }, 'badBody gift'],
    ['gift', { gift: '火箭', count: 1 }, 'badBody gift'],
    ['gift', { gift: 'g' }, 'badBody count'],
    ['gift', { gift: 'g', count: 10_000 }, 'badBody count'],
    ['superchat', { price: 1 }, 'badBody text'],
    ['superchat', { text, price: 0 }, 'badBody price'],
    ['superchat', { text, price: '30' }, 'badBody price'],
    ['superchat', { text, price: 1, currency: 'yuan' }, 'badBody currency'],
    ['notice', { text: 'n'.repeat(501) }, 'tooLong text'],
  ]
  for (const [kind, raw, answer] of readings) assert.equal(shaped(kind, raw), answer)
})

test("the application's own kinds keep their body, with every string cleaned", () => {
  const raw = JSON.parse('{"a":"x\\u0000y","b":[{"c":"\\ud800"}],"n":1,"__proto__":{"p":1}}')
  assert.deepEqual(shaped('vote', raw), { a: 'xy', b: [{ c: '' }], n: 1 })
  assert.deepEqual(shaped('constructor', {}), {})
  assert.equal(shaped('vote', { a: 'x'.repeat(2_041) }), 'tooLong body')
  assert.deepEqual(shaped('vote', { a: 'x'.repeat(2_040) }), { a: 'x'.repeat(2_040) })
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)
  assert.equal(shaped('vote', deep), 'badBody body')
})

test('a kind is a short word of small letters', () => {
  for (const kind of ['', 'Vote', '1a', 'a b', 'a'.repeat(17), '__proto__', '弹幕'])
    assert.equal(shaped(kind, {}), 'badValue kind', kind)
})

test('every danmaku that can be written fits, and shaping it again changes nothing', () => {
  const written = fc.record(
    {
      text: fc.string({ unit: 'binary', maxLength: 100 }).map(text => `.${text}`.slice(0, 100)),
      color: fc.integer({ min: 0, max: 0xffffff }),
      mode: fc.constantFrom(...MODES),
      size: fc.integer({ min: 10, max: 64 }),
    },
    { requiredKeys: ['text'] },
  )
  fc.assert(
    fc.property(written, raw => {
      const once = shaped('danmaku', raw)
      assert.equal(typeof once, 'object')
      assert.deepEqual(shaped('danmaku', once), once)
    }),
  )
})
