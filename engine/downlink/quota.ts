// How much of a room its viewers are shown, by the room's size: which tier holds, and
// whether tiers that somebody hands in make sense at all.

import { PRIORITIES } from '../message.ts'
import type { Refused } from '../refusal.ts'
import type { QuotaTier } from '../room.ts'

/** A tier is left only this far below its threshold, so that a room on the border does not flap. */
const STAY_ABOVE = 0.9
/** Shares typed by hand (0.333 three times) add up to 1 within this. */
const SHARES_TOLERANCE = 0.001
/** More than anybody can look at; keeps a frame of one second below 2 MB. */
const MOST_PER_SECOND = 10_000
/** History of one entering viewer comes in one frame. */
const MOST_REACH_BACK = 1_000
/** One tier for every power of ten, and room to spare. */
const MOST_TIERS = 20

/**
 * The tier of a room with this many members. Up at once; down from `current` only when the
 * room has become a tenth smaller than the tier's threshold.
 */
export function tierFor(
  quota: readonly QuotaTier[],
  members: number,
  current?: QuotaTier,
): QuotaTier {
  const holds = (tier: QuotaTier): boolean =>
    members >= tier.members * (current && tier.members <= current.members ? STAY_ABOVE : 1)
  return quota.findLast(holds) ?? (quota[0] as QuotaTier)
}

/** The tiers, less whatever else was in there; or what is wrong, naming the field. */
export function validateQuota(value: unknown): readonly QuotaTier[] | Refused {
  if (!Array.isArray(value)) return bad('quota', 'a list of tiers')
  if (value.length === 0 || value.length > MOST_TIERS)
    return bad('quota', `1 to ${MOST_TIERS} tiers`)

  const tiers: QuotaTier[] = []
  for (const [index, tier] of value.entries()) {
    const wrong = tierFault(`quota[${index}]`, tier, tiers.at(-1)?.members)
    if (wrong) return wrong
    tiers.push(cleaned(tier as QuotaTier))
  }
  return tiers
}

function tierFault(name: string, tier: unknown, before: number | undefined): Refused | undefined {
  if (!isRecord(tier)) return bad(name, '{members, perSecond, shares, reachBack}')
  const { members, perSecond, reachBack, shares } = tier
  if (!isCount(members)) return bad(`${name}.members`, 'a whole number from 0')
  if (before === undefined && members !== 0) return bad(`${name}.members`, '0 in the first tier')
  if (before !== undefined && members <= before)
    return bad(`${name}.members`, `more than ${before}, that of the tier before`)
  if (!isWithin(perSecond, MOST_PER_SECOND) || perSecond === 0)
    return bad(`${name}.perSecond`, `above 0, up to ${MOST_PER_SECOND}`)
  if (!isCount(reachBack) || reachBack > MOST_REACH_BACK)
    return bad(`${name}.reachBack`, `a whole number from 0 to ${MOST_REACH_BACK}`)
  return sharesFault(`${name}.shares`, shares)
}

function sharesFault(name: string, shares: unknown): Refused | undefined {
  if (!isRecord(shares)) return bad(name, '{whitelist, high, low}')
  let sum = 0
  for (const priority of PRIORITIES) {
    const share = shares[priority]
    if (!isWithin(share, 1)) return bad(`${name}.${priority}`, 'a number from 0 to 1')
    sum += share
  }
  return Math.abs(sum - 1) <= SHARES_TOLERANCE ? undefined : bad(name, 'shares that add up to 1')
}

function cleaned({ members, perSecond, reachBack, shares }: QuotaTier): QuotaTier {
  const { whitelist, high, low } = shares
  return { members, perSecond, shares: { whitelist, high, low }, reachBack }
}

function bad(field: string, expected: string): Refused {
  return { why: 'badValue', detail: `${field}: expected ${expected}` }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
