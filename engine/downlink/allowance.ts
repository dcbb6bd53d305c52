// How many messages the next frame of a room may hold: a token bucket over time.
//
// A big room spends a tick's worth with each tick. A small room, read whenever something
// was stored, gets single messages at once as long as it stays below its quota. Silence
// saves up no more than a second (or a tick, if that is longer), so that the frame after
// it is of ordinary size.

/** What may be shown, as it stood at a time. */
export type Allowance = {
  /** With its fraction; a frame holds `wholeTokens` of it. */
  readonly tokens: number
  /** ms since 1970 */
  readonly at: number
}

export type AllowanceRate = { readonly perSecond: number; readonly tickMs: number }

/** Sums of fractions may end a hair below the whole number they mean. */
const HAIR = 1e-6

/** The allowance now; full for a room that has none yet. A clock that went back adds nothing. */
export function refill(
  before: Allowance | undefined,
  now: number,
  { perSecond, tickMs }: AllowanceRate,
): Allowance {
  // At least one whole token, or a quota below one a second would never show anything.
  const capacity = Math.max(1, perSecond, (perSecond * tickMs) / 1_000)
  if (!before) return { tokens: capacity, at: now }
  const gained = (perSecond * Math.max(0, now - before.at)) / 1_000
  return { tokens: Math.min(capacity, before.tokens + gained), at: now }
}

export function wholeTokens({ tokens }: Allowance): number {
  return Math.floor(tokens + HAIR)
}

/** What is left after a frame of `used` messages. */
export function spend({ tokens, at }: Allowance, used: number): Allowance {
  return { tokens: Math.max(0, tokens - used), at }
}

/** How long until there is a whole token again, in ms; 0: now. */
export function nextTokenMs({ tokens }: Allowance, perSecond: number): number {
  return tokens + HAIR >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond)
}
