// What an edge holds of a room's budget, and what it expects to need of it. Messages are let
// through out of it at once; a few times a second the edge gives back what is left and is given
// anew (ports/budgets.ts). An edge that has not been answered for a while has nothing to go by:
// then it lets through its own share of the room's rate, and tells so with what it asks next.

import type { Priority } from '../message.ts'
import type { BudgetAsk, Lot } from '../ports/budgets.ts'

export type Paced = Exclude<Priority, 'whitelist'>

export type Allotment = {
  /** In hand. Below 0 when more was let through while an answer was on its way. */
  low: number
  high: number
  /** Asked for since the edge asked, let through or not. */
  wantedLow: number
  wantedHigh: number
  /** Let through since the edge asked. */
  spentLow: number
  spentHigh: number
  /** Let through on the edge's own share, and not told yet. */
  onCredit: number
  /** Until when what is in hand holds, ms since 1970. */
  until: number
  /** When it was last asked for anything, ms since 1970. */
  wantedAt: number
  /** How many asked for each that was let through, of late. */
  crowding: number
  /** For counters, since the last look. */
  refused: number
  ownShare: number
}

/** Of a room in which nobody has spoken yet: until the first answer there is the own share. */
export function newAllotment(): Allotment {
  return {
    ...{ ...NOTHING_HELD, ...NOTHING_YET, onCredit: 0 },
    ...{ wantedAt: 0, crowding: 1, refused: 0, ownShare: 0 },
  }
}

const NOTHING_HELD = { low: 0, high: 0, until: 0 }
const NOTHING_YET = { wantedLow: 0, wantedHigh: 0, spentLow: 0, spentHigh: 0 }
/** Sums of fractions miss by less than this, and a message is a whole one. */
const EPSILON = 1e-3
/** Nobody knows how many will speak: a quarter more than did, and one. */
const HEADROOM = 1.25
/** More than the time of an exchange in hand, and answers that are late cost nobody a message. */
const HOLDS_FOR = 4
/** A room in which nobody has spoken for so long is not asked for any more. */
const QUIET_MS = 2_000
const LONGEST_RETRY_MS = 10_000

/** Takes one message out of what is in hand; false when there is not enough. */
export function spend(held: Allotment, priority: Paced): boolean {
  if (priority === 'high' && held.high >= 1 - EPSILON) {
    held.high--
    held.spentHigh++
  } else if (held.low >= 1 - EPSILON) {
    held.low--
    held.spentLow++
  } else return false
  return true
}

/** Somebody wants to say something, whatever becomes of it. */
export function want(held: Allotment, priority: Paced, now: number): void {
  held.wantedAt = now
  if (priority === 'high') held.wantedHigh++
  else held.wantedLow++
}

export function isQuiet(held: Allotment, now: number): boolean {
  return now - held.wantedAt > QUIET_MS
}

export type AnswerAt = { readonly now: number; readonly everyMs: number }

/** What to ask for now; from here on it is counted anew. */
export function ask(held: Allotment, now: number): Pick<BudgetAsk, 'held' | 'want'> {
  const isOver = isQuiet(held, now)
  const { low, high, onCredit, wantedLow, wantedHigh } = held
  const spent = held.spentLow + held.spentHigh
  held.crowding = Math.max(1, (wantedLow + wantedHigh) / Math.max(1, spent))
  Object.assign(held, NOTHING_YET, { onCredit: 0 }, isOver ? NOTHING_HELD : {})
  return {
    held: { low: low - onCredit, high },
    want: {
      low: isOver ? 0 : wantedLow * HEADROOM + 1,
      high: isOver ? 0 : wantedHigh * HEADROOM,
    },
  }
}

/** The answer to it: what was let through meanwhile is off. */
export function answered(held: Allotment, lot: Lot, { now, everyMs }: AnswerAt): void {
  held.low = lot.low - held.spentLow
  held.high = lot.high - held.spentHigh
  held.until = now + HOLDS_FOR * everyMs
}

/** About when it is one's turn, if all who are refused come again. */
export function turnMs({ crowding }: Allotment, everyMs: number): number {
  return Math.min(LONGEST_RETRY_MS, Math.ceil(everyMs * crowding))
}
