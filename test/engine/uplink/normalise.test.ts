import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalise } from '../../../engine/uplink/normalise.ts'
import { realTexts } from './real-texts.ts'

/** Written as what is read, with `_` where something stood between. */
function read(original: string): string {
  const { text, gaps } = normalise(original)
  return [...text].length === text.length
    ? [...text].map((unit, at) => (gaps[at] ? `_${unit}` : unit)).join('')
    : text
}

test('disguises fall, and what stood between is noted', () => {
  const readings: [original: string, read: string][] = [
    ['BaD', 'bad'],
    ['ＢＡＤ１２', 'bad12'],
    ['𝐛𝐚𝐝', 'bad'],
    ['ⓑⓐⓓ', 'bad'],
    ['b\u200ba\u200dd\u00ad', 'bad'],
    ['b a d', 'b_a_d'],
    ['b.a..d', 'b_a_d'],
    ['b　a，d', 'b_a_d'],
    ['b_a|d', 'b_a_d'],
    ['..bad..', '_bad'],
    ['b\u0336a\u0336d\u0336', 'bad'],
    ['e\u0301', 'é'],
    ['ガ', 'ガ'],
    ['ｶﾞ', 'ガ'],
    ['弹 幕', '弹_幕'],
    ['①㎏', '1kg'],
    ['İ', 'i'],
    ['', ''],
    ['!?。', ''],
    ['b😀d', 'b😀d'],
  ]
  for (const [original, expected] of readings) assert.equal(read(original), expected, original)
})

test('the map leads back to the characters of the original', () => {
  const original = 'Ａ\u200b.ｶﾞ😀'
  const { text, starts, ends } = normalise(original)
  assert.equal(text, 'aガ😀')
  const parts = starts.map((start, unit) => original.slice(start, ends[unit]))
  assert.deepEqual(parts, ['Ａ', 'ｶﾞ', '😀', '😀'])
})

test('the map is monotonic and within the original', t => {
  const check = (original: string): void => {
    const { text, starts, ends, gaps } = normalise(original)
    assert.deepEqual([starts.length, ends.length, gaps.length], Array(3).fill(text.length))
    let [start, end] = [0, 0]
    for (let unit = 0; unit < text.length; unit++) {
      const [nextStart = -1, nextEnd = -1] = [starts[unit], ends[unit]]
      assert.ok(nextStart >= start && nextEnd >= end && nextEnd > nextStart)
      ;[start, end] = [nextStart, nextEnd]
    }
    assert.ok(end <= original.length)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), check), { numRuns: 500 })
  for (const text of realTexts(t).slice(0, 2_000)) check(text)
})
