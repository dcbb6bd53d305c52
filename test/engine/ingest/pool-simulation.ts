// A lane that writes in parallel to a store, on a clock that jumps from event to event: the
// same to the last digit in every run.
//
// The store works on `servers` writes at once; those beyond wait their turn. A write that is not
// answered within the time limit has failed: the store did its work for nothing.

import { ONE_WRITER, type Pool, type PoolReading } from '../../../engine/ingest/writer-pool.ts'

const LOOK_MS = 100
/** Of a command, by default. */
export const LIMIT_MS = 1_000

export type Scenario = {
  readonly servers: number
  readonly writeMs: (now: number) => number
  /** Messages that have arrived by now. */
  readonly arrivals: (now: number) => number
  readonly untilMs: number
  /** A write that takes longer has failed. */
  readonly limitMs: number
}

/** A full lane; the store takes 10 ms a write, then 100, then 10 again. */
export const STORE: Scenario = {
  servers: 8,
  writeMs: now => (now >= 30_000 && now < 60_000 ? 100 : 10),
  arrivals: () => Number.POSITIVE_INFINITY,
  untilMs: 90_000,
  limitMs: LIMIT_MS,
}

export type Outcome = { readonly stored: number; readonly failed: number; readonly pool: Pool }

export function run(
  next: (pool: Pool, reading: PoolReading, now: number) => Pool,
  scenario: Scenario = STORE,
): Outcome {
  const { servers, writeMs, arrivals, untilMs, limitMs } = scenario
  const freeAt: number[] = Array(servers).fill(0)
  let underWay: { readonly begunAt: number; readonly endsAt: number }[] = []
  let pool = next(ONE_WRITER, { lagMs: 0, answerMs: undefined, hasFailed: false, isBusy: false }, 0)
  let [stored, failed] = [0, 0]
  let answerMs: number | undefined
  let hasFailed = false
  for (let now = 0; now < untilMs; now++) {
    for (const { begunAt, endsAt } of underWay.filter(write => write.endsAt <= now)) {
      const tookMs = endsAt - begunAt
      answerMs = Math.max(answerMs ?? 0, Math.min(tookMs, limitMs))
      if (tookMs > limitMs) failed++
      else stored++
      hasFailed ||= tookMs > limitMs
    }
    underWay = underWay.filter(({ endsAt }) => endsAt > now)
    while (underWay.length < pool.writers && stored + underWay.length < arrivals(now)) {
      const first = freeAt.indexOf(Math.min(...freeAt))
      const endsAt = Math.max(freeAt[first] as number, now) + writeMs(now)
      freeAt[first] = endsAt
      underWay.push({ begunAt: now, endsAt })
    }
    if (now % LOOK_MS !== 0) continue
    const isBusy = underWay.length === pool.writers
    const lagMs = stored + underWay.length < arrivals(now) ? 5_000 : 0
    pool = next(pool, { lagMs, answerMs, hasFailed, isBusy }, now)
    answerMs = undefined
    hasFailed = false
  }
  return { stored, failed, pool }
}
