// How much one viewer may say, and how much a whole room. Two token buckets, the viewer's
// first. A message that the room refuses costs its sender nothing.
//
// When a room is short the unimportant gives way first: low may not touch the last fifth of
// the room's burst, high may, and whitelist is not paced by the room at all. Trusted senders
// are not paced; nor is a message that was let through before and is sent again, because its
// outcome was unknown.

import type { Rate } from '../room.ts'
import { isResent } from './recent.ts'
import type { Context, Step, Tokens } from './step.ts'

/** The share of a room's burst that low leaves alone: a fifth is 200 ms at the default rate. */
const RESERVE = 0.2
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
    const retryMs = takeOfRoom(context, message.priority === 'low' ? RESERVE : 0)
    if (retryMs !== undefined) return { why: 'roomBusy', retryMs }
  }
  sender.tokens = viewer.tokens
  return climber
}

/** Takes one of the room's tokens while more than `share` of its burst would stay. */
function takeOfRoom({ now, room, settings }: Context, share: number): number | undefined {
  const rate = settings.pace.room
  const reserve = Math.floor(rate.burst * share)
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
