import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  GROUND,
  nextRung,
  type Rung,
  reliefOf,
  STEPS,
  type Step,
  type Strain,
} from '../../../engine/downlink/ladder.ts'
import { LADDER_RULE } from '../../fixtures/ladder-rule.ts'

/** Drives one ladder through readings, and returns the step after each. */
function drive(readings: readonly [now: number, strain: Strain][], rule = LADDER_RULE): Step[] {
  let at: Rung = GROUND
  return readings.map(([now, strain]) => {
    at = nextRung(at, strain, now, rule)
    return at.step
  })
}

test('who keeps up stays on the ground', () => {
  assert.deepEqual(drive([[0, { loopDelayMs: 99, bytesPerSecond: 9, lagMs: 999 }]]), [0])
})

test('every step engages at its own reading, whatever is too much', () => {
  for (const measure of ['loopDelayMs', 'bytesPerSecond', 'lagMs'] as const)
    for (const [n, reading] of LADDER_RULE[measure].entries())
      assert.deepEqual(drive([[0, { [measure]: reading }]]), [n + 1])
})

test('going up is immediate and skips steps; the worst reading counts', () => {
  assert.deepEqual(drive([[0, { loopDelayMs: 110, lagMs: 4_500 }]]), [4])
})

test('going down waits for calm and takes one step at a time', () => {
  const calm = {}
  assert.deepEqual(
    drive([
      [0, { loopDelayMs: 200 }],
      [1_000, calm],
      [5_999, calm],
      [6_000, calm],
      [10_999, calm],
      [11_000, calm],
      [16_000, calm],
      [60_000, calm],
    ]),
    [3, 3, 3, 2, 2, 1, 0, 0],
  )
})

test('between what engages a step and what leaves it nothing changes', () => {
  assert.deepEqual(
    drive([
      [0, { loopDelayMs: 100 }],
      [10_000, { loopDelayMs: 50 }],
      [20_000, { loopDelayMs: 49 }],
      [24_000, { loopDelayMs: 50 }],
      [28_000, { loopDelayMs: 49 }],
      [33_000, { loopDelayMs: 49 }],
    ]),
    [1, 1, 1, 1, 1, 0],
  )
})

test('no step is taken beyond the highest that there may be', () => {
  const strain = { loopDelayMs: 9_999 }
  for (const most of [0, 2])
    assert.deepEqual(drive([[0, strain]], { ...LADDER_RULE, most }), [most])
})

test('a highest step that was lowered is come down to, one step at a time', () => {
  const up = nextRung(GROUND, { lagMs: 9_000 }, 0, LADDER_RULE)
  const later = nextRung(up, { lagMs: 9_000 }, 1, { ...LADDER_RULE, most: 2, calmMs: 0 })
  assert.equal(later.step, 5)
})

test('each step is in force with all those below it', () => {
  const inForce = [0, 1, 2, 3, 4, 5, 6].map(step => {
    const relief = reliefOf(step as Step, LADDER_RULE)
    return [
      relief.mergesLikes,
      relief.mergesTexts,
      relief.lowShare === 0.4,
      relief.leastTickMs === 2_000,
      !relief.tellsWhoEnters,
      relief.slowMs === 5_000,
    ].filter(Boolean).length
  })
  assert.deepEqual(inForce, [0, 1, 2, 3, 4, 5, 6])
  assert.equal(STEPS.length, 6)
})
