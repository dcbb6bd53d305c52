import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanText, codePoints, isBlank } from '../../../engine/uplink/text.ts'

/** Text of everything that could hurt, more often than chance would bring it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit)),
      fc.constantFrom('\ud800', '\udc00', '\0', '\ufffe', '\t', '\u200d', '\u202e', '弹幕', '😀'),
    ),
  )
  .map(parts => parts.join(''))

test('what no format carries is removed and counted; tab and line feed become spaces', () => {
  const readings: [raw: string, text: string, changed: number][] = [
    ['弹幕', '弹幕', 0],
    ['a\u0008b\u001dc', 'abc', 2],
    ['a\tb\nc', 'a b c', 2],
    ['a\r\nb', 'a b', 2],
    ['a\u0000\u007f\u0085\u009fb', 'ab', 4],
    ['\ud800a\udc00', 'a', 2],
    ['\ud800\u0000\udc00', '', 3],
    ['\ud83d\ude00', '😀', 0],
    ['a\ufffe\uffff\ufdd0\u{1fffe}b', 'ab', 4],
  ]
  for (const [raw, text, changed] of readings)
    assert.deepEqual(cleanText(raw), { text, changed }, JSON.stringify(raw))
})

test('everything else stays exactly as it is', () => {
  for (const text of [
    '  leading',
    '\u200b',
    '👩\u200d👧',
    '\u202eright to left',
    '\ufffd',
    '\u2028',
  ])
    assert.deepEqual(cleanText(text), { text, changed: 0 })
})

test('cleaning leaves no lone surrogate, and cleaning what is clean changes nothing', () => {
  fc.assert(
    fc.property(hostile, raw => {
      const { text } = cleanText(raw)
      assert.doesNotMatch(text, /\p{Cs}/u)
      assert.deepEqual(cleanText(text), { text, changed: 0 })
    }),
    { numRuns: 500 },
  )
})

test('blank is what nobody would see', () => {
  for (const text of ['', ' ', '\u3000', '\u200b\u200d', '\u2800', '\u3164', '\ufe0f', '\u202e'])
    assert.ok(isBlank(text), JSON.stringify(text))
  for (const text of ['a', ' a', '.', '弹', '\ufffd']) assert.ok(!isBlank(text), text)
})

test('length is in code points', () => {
  fc.assert(fc.property(hostile, text => assert.equal(codePoints(text), [...text].length)))
})
