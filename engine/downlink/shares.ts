// How the tokens of one frame are dealt out among the three buckets.

import type { ByPriority, Priority } from '../message.ts'

/** 50 × 0.14 is 7.000000000000001, and must not round up to 8. */
const HAIR = 1e-9

/**
 * How many messages each bucket may give, of the many that wait in it. Each has its share,
 * rounded in favour of the more important; what it leaves unused goes on to the next:
 * whitelist ▸ high ▸ low. What even low does not want comes round to whitelist and high
 * again: nothing waits while there is room in the frame. As long as there is a token,
 * whitelist has one.
 */
export function dealOut(
  tokens: number,
  shares: ByPriority<number>,
  waiting: ByPriority<number>,
): Record<Priority, number> {
  const ofWhitelist = Math.min(tokens, Math.max(1, part(tokens, shares.whitelist)))
  const ofHigh = Math.min(tokens - ofWhitelist, part(tokens, shares.high))

  const whitelist = Math.min(waiting.whitelist, ofWhitelist)
  const high = Math.min(waiting.high, ofHigh + ofWhitelist - whitelist)
  const low = Math.min(waiting.low, tokens - whitelist - high)

  const spare = tokens - whitelist - high - low
  const moreWhitelist = Math.min(waiting.whitelist - whitelist, spare)
  const moreHigh = Math.min(waiting.high - high, spare - moreWhitelist)
  return { whitelist: whitelist + moreWhitelist, high: high + moreHigh, low }
}

function part(tokens: number, share: number): number {
  return Math.ceil(tokens * share - HAIR)
}
