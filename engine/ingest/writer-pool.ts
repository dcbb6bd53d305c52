// How many writes of one partition a lane has under way at most, while it writes in parallel.
//
// It follows the measured lag: one writer more at each look while the lane is behind and all
// that it has are at work, a share of them fewer now and then while it keeps up. The store has
// the last word: when it does not answer in time the pool shrinks at once, whatever the lag,
// and then holds still until the writes begun before have been answered, for they tell nothing
// of the smaller pool. What "in time" means follows from a command's time limit, and is not learnt
// from quicker days: a store that has become slow in itself is not taken for one that is asked too
// much. A store that answers with a failure, however soon, is not asked more.

export type Pool = {
  readonly writers: number
  /** ms since 1970; it does not shrink before. */
  readonly holdUntil: number
}

export type PoolReading = {
  readonly lagMs: number
  /** The slowest answer of the store since the last reading; undefined: it gave none. */
  readonly answerMs: number | undefined
  /** Whether one of the answers was none: out of time, or refused. */
  readonly hasFailed: boolean
  /** Whether all writers were at work. */
  readonly isBusy: boolean
}

export type PoolRule = {
  readonly most: number
  /** The pool grows beyond this lag, and shrinks below half of it. */
  readonly lagMs: number
  /** What takes longer is not in time. */
  readonly inTimeMs: number
}

export const ONE_WRITER: Pool = { writers: 1, holdUntil: 0 }

/** Of a command's time limit: what takes longer may soon not be answered at all. */
const IN_TIME = 0.25
/** However long the limit: a write that takes longer makes viewers wait. */
const MOST_IN_TIME_MS = 250
/** Of the writers, those that stay; half of them would waste the store it just found out about. */
const STAYING = 0.7
/** A lane that keeps up gives writers back this often. */
const CALM_MS = 1_000

export function inTimeMs(timeoutMs: number): number {
  return Math.min(IN_TIME * timeoutMs, MOST_IN_TIME_MS)
}

export function resize(at: Pool, reading: PoolReading, now: number, rule: PoolRule): Pool {
  const { lagMs, answerMs, hasFailed, isBusy } = reading
  const mayShrink = now >= at.holdUntil
  if (answerMs !== undefined && answerMs > rule.inTimeMs)
    return mayShrink ? fewer(at, now + answerMs) : at
  if (lagMs < rule.lagMs / 2) return mayShrink ? fewer(at, now + CALM_MS) : at

  const mayGrow = lagMs > rule.lagMs && isBusy && answerMs !== undefined && !hasFailed
  return mayGrow ? { ...at, writers: Math.min(at.writers + 1, rule.most) } : at
}

function fewer({ writers }: Pool, holdUntil: number): Pool {
  return { writers: Math.max(1, Math.floor(writers * STAYING)), holdUntil }
}
