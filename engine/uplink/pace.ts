// How much one viewer may say, and how much a whole room. Two token buckets, the viewer's
// first. A message that the room refuses costs its sender nothing. The room's is shared by all
// its edges: each takes from what it was handed out in advance (allotment.ts), and while nobody
// hands out, from a bucket of its own with its share of the rate.
//
// When a room is short the unimportant gives way first: low may not touch the last fifth of
// the room's burst, high may, and whitelist is not paced by the room at all. Trusted senders
// are not paced; nor is a message that was let through before and is sent again, because its
// outcome was unknown.

import { RESERVE } from '../ports/budgets.ts'
import type { Rate } from '../room.ts'
import { type Paced, spend, turnMs, want } from './allotment.ts'
import { isResent } from './recent.ts'
import type { Context, RoomBudget, RoomState, Step, Tokens } from './step.ts'

/** Sums of fractions miss by less than this, and a message is a whole token. */
const EPSILON = 1e-6
/** A rate of nothing never has room again; its setting may change, so: ask in a minute. */
const NEVER_RETRY_MS = 60_000

export type Taken = {
  readonly tokens: Tokens
  /** Missing when it was taken; else how long until the same can be taken, to the ms. */
  readonly retryMs?: number
}

/** Takes from a bucket as it stands; nothing known of it yet: full. What cannot be taken costs nothing. */
export function take(tokens: Tokens | undefined, rate: Rate, now: number, cost = 1): Taken {
  const left = leftAt(tokens, rate, now)
  if (left >= cost - EPSILON) return { tokens: { left: Math.max(0, left - cost), at: now } }
  return { tokens: { left, at: now }, retryMs: waitMs(cost - left, cost, rate) }
}

export const pace: Step = (climber, context) => {
  const { message } = climber
  const { now, sender, settings, trusted } = context
  if (trusted || isResent(sender.recent, message.id)) return climber

  const viewer = take(sender.tokens, settings.pace.viewer, now)
  if (viewer.retryMs !== undefined) return { why: 'tooFast', retryMs: viewer.retryMs }
  if (message.priority !== 'whitelist') {
    const waitMs = takeOfRoom(context, message.priority)
    if (waitMs !== undefined) return { why: 'roomBusy', retryMs: waitMs }
  }
  sender.tokens = viewer.tokens
  return climber
}

/** Takes one of the room's: nothing, or how long until there is one again. */
function takeOfRoom({ now, room, settings }: Context, priority: Paced): number | undefined {
  const rate = settings.pace.room
  return room.budget
    ? takeOfBudget(room, room.budget, { rate, priority, now })
    : takeToken(room, { rate, priority, now })
}

type Taking = { readonly rate: Rate; readonly priority: Paced; readonly now: number }

function takeOfBudget(
  room: RoomState,
  { held, share, everyMs }: RoomBudget,
  { rate, priority, now }: Taking,
): number | undefined {
  want(held, priority, now)
  if (now < held.until) {
    if (spend(held, priority)) return undefined
    held.refused++
    return turnMs(held, everyMs)
  }
  const own = { burst: Math.max(1, rate.burst * share), perSecond: rate.perSecond * share }
  const waitMs = takeToken(room, { rate: own, priority, now })
  if (waitMs === undefined) {
    held.onCredit++
    held.ownShare++
  } else held.refused++
  return waitMs
}

/** Takes one of the room's tokens; low while its reserve would stay. */
function takeToken(room: RoomState, { rate, priority, now }: Taking): number | undefined {
  const reserve = priority === 'low' ? Math.floor(rate.burst * RESERVE) : 0
  const { tokens, retryMs } = take(room.tokens, rate, now, 1 + reserve)
  if (retryMs === undefined) room.tokens = { left: tokens.left + reserve, at: now }
  return retryMs
}

function leftAt(tokens: Tokens | undefined, { burst, perSecond }: Rate, now: number): number {
  if (!tokens) return burst
  const earned = (Math.max(0, now - tokens.at) * perSecond) / 1_000
  return Math.min(burst, tokens.left + earned)
}

function waitMs(missing: number, cost: number, { burst, perSecond }: Rate): number {
  if (perSecond <= 0 || cost > burst) return NEVER_RETRY_MS
  return Math.max(1, Math.ceil(((missing - EPSILON) * 1_000) / perSecond))
}
