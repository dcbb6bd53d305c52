// What is said of a run besides its numbers: who was its limit, and when the server shifted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crossed } from '../../../loadtest/measures.ts'
import type { Sample } from '../../../loadtest/result.ts'
import { limitsOf } from '../../../loadtest/run/limits.ts'
import { shiftsOf } from '../../../loadtest/run/shifts.ts'
import { madeUpResult, madeUpSample } from '../report/made-up-result.ts'

const CALM = { busiest: 0.3, cores: 0.4, loopP99Ms: 3, lateMs: 2 }

/** Twenty seconds, of which so many are like this. */
function timeline(bad: number, crowd: Partial<Sample['crowd']>): Sample[] {
  return Array.from({ length: 20 }, (_, n) => ({
    ...madeUpSample(n + 1),
    crowd: { ...CALM, ...(n < bad ? crowd : {}) },
  }))
}

test('a crowd that keeps up is nobody’s limit, and one bad second is chance', () => {
  assert.deepEqual(limitsOf(timeline(0, {}), 0), [])
  assert.deepEqual(limitsOf(timeline(1, { busiest: 1, loopP99Ms: 500, lateMs: 500 }), 0), [])
})

test('a crowd without time, or late, or with nobody to speak says so', () => {
  assert.match(limitsOf(timeline(5, { busiest: 0.97 }), 0).join(), /used 97 % of its core/)
  assert.match(limitsOf(timeline(5, { loopP99Ms: 120 }), 0).join(), /late by up to 120 ms/)
  assert.match(limitsOf(timeline(5, { lateMs: 300 }), 0).join(), /speaker was late by up to 300 ms/)
  assert.match(limitsOf(timeline(0, {}), 7).join(), /7 messages were never said/)
})

test('gears and ladder are told when they shift', () => {
  const shifts = shiftsOf(madeUpResult().timeline)
  assert.deepEqual(shifts, [
    { second: 21, text: 'gear 1 → 2' },
    { second: 26, text: 'ladder 0 → 1' },
  ])
})

test('thresholds are held to the result, from above and from below', () => {
  const result = madeUpResult()
  assert.deepEqual(crossed(result, [{ measure: 'p99Ms', most: 200 }]), [])
  assert.deepEqual(crossed(result, [{ measure: 'p99Ms', most: 199 }]), [
    'p99Ms is 200, at most 199 is asked for',
  ])
  assert.deepEqual(crossed(result, [{ measure: 'connectsPerSecond', least: 1_201 }]), [
    'connectsPerSecond is 1200, at least 1201 is asked for',
  ])
  assert.deepEqual(crossed(result, [{ measure: 'worstPhaseP99Ratio', most: 1.05 }]).length, 1)
})
