import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginningOf, densityIn, stepFor } from '../../../web/replay/density.ts'

test('a step is a round time, and there are at most two hundred', () => {
  const hours = (many: number) => many * 3_600_000
  for (const [durationMs, step] of [
    [0, 1_000],
    [200_000, 1_000],
    [200_001, 2_000],
    [hours(1), 30_000],
    [hours(3), 60_000],
    [hours(24), 600_000],
    [hours(1_000), 18_000_000],
  ] as const)
    assert.equal(stepFor(durationMs), step)
})

test('what a page could not draw is left out of an answer', () => {
  const peak = { at: 5, from: 1, to: 9, words: ['安可'] }
  const odd = [{ ...peak, at: 'x' }, { ...peak, words: undefined }, {}]
  assert.deepEqual(densityIn({ counts: [1, 'x', null], peaks: [peak, ...odd] }), {
    counts: [1, 0, 0],
    peaks: [peak, { ...peak, words: [] }],
  })
  assert.deepEqual(densityIn({}), { counts: [], peaks: [] })
})

test('a peak is watched from a little before people wrote of it', () => {
  const peak = { at: 9_000, to: 12_000, words: [] }
  assert.deepEqual(
    [beginningOf({ ...peak, from: 8_000 }), beginningOf({ ...peak, from: 1 })],
    [4_000, 0],
  )
})
