// How many messages a second come in, over the last few seconds. Pure.

/** What came in so long ago counts a third of what comes in now. */
const MEMORY_MS = 2_000

export type ArrivalRate = {
  readonly perSecond: number
  /** When it was looked at last, ms since 1970. */
  readonly at: number
}

/** @param arrived how many came in since it was looked at last */
export function arrivalRate(before: ArrivalRate, arrived: number, now: number): ArrivalRate {
  const ms = now - before.at
  if (ms <= 0) return before
  const share = 1 - Math.exp(-ms / MEMORY_MS)
  const perSecond = before.perSecond + share * ((arrived * 1_000) / ms - before.perSecond)
  return { perSecond, at: now }
}
