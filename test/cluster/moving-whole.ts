// What must be true of a crowd after whatever its edges went through.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { CROWD, MOVES_PER_SECOND, type Seen } from './moving-stage.ts'

/** Reconnects are counted where they arrive: what was late by a moment shares the next second. */
const LATE_SHARE = 1.5
/** What is promised is a second; the rest is a busy machine's. */
const PAUSE_MS = 4_000

/** Everybody is here and has everything, once, as it was said. */
export function isWhole(t: TestContext, seen: Seen): void {
  t.diagnostic(JSON.stringify(seen))
  const { viewers, present, lost, twice, withheld, complaints, examples, sdk } = seen
  assert.deepEqual([examples, complaints], [[], []])
  assert.deepEqual(
    { viewers, present, lost, twice, withheld },
    { viewers: CROWD, present: CROWD, lost: 0, twice: 0, withheld: 0 },
  )
  assert.deepEqual(sdk, { lost: 0, twice: 0, misordered: 0, away: 0 })
}

/** Nobody noticed: they moved one by one, and none had to do without. */
export function isSmooth({ cutOff, mostPerSecond, longestPauseMs }: Seen): void {
  assert.equal(cutOff, 0)
  assert.ok(mostPerSecond <= MOVES_PER_SECOND * LATE_SHARE, `${mostPerSecond} moved in a second`)
  assert.ok(longestPauseMs <= PAUSE_MS, `nothing for ${longestPauseMs} ms`)
}
