// What must be true of a crowd after whatever its edges went through.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { CROWD, MOVES_PER_SECOND, type Seen, TICK_MS } from './moving-stage.ts'

/** Nobody is, on a machine that keeps up; on a busy one some come too late to be moved. */
const CUT_OFF = CROWD / 10
const SLOWEST_MS = TICK_MS + 1_000

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

/**
 * Nobody noticed: they moved one by one, and none had to do without for longer than a tick and a
 * second. For as long as the crowd's process stood still it saw nothing, and then all of it.
 */
export function isSmooth({ cutOff, mostPerSecond, slowestMs, stalledMs }: Seen): void {
  assert.ok(cutOff <= CUT_OFF, `${cutOff} were cut off`)
  const most = MOVES_PER_SECOND * (1 + stalledMs / 1_000) + cutOff
  assert.ok(mostPerSecond <= most, `${mostPerSecond} connected in a second`)
  assert.ok(slowestMs <= SLOWEST_MS + stalledMs, `heard after ${slowestMs} ms`)
}
