// How long a connection may be quiet before the next sign of life. The edge says what it bears
// (`welcome`, and `nextMs` in every `pong`), and never is more waited than that. What lies in
// between, a phone's carrier or an office's proxy, may bear less and does not say so: it cuts.
// From a cut that came after silence we learn how long is too long; while nothing is cut we
// dare more again; on another network we know nothing. Pure: time and chance come in.

export type Bearing = {
  /** The longest silence that this network is believed to bear. */
  readonly bearsMs: number
  /** Since when nothing has spoken against it, by any clock that goes on. */
  readonly since: number
}

/** How a connection came to its end. */
export type Cut = {
  readonly code: number
  /** From the welcome; 0 without one. */
  readonly openMs: number
  /** How long it had been quiet, before the end or before a sign of life that was not answered. */
  readonly quietMs: number
}

export const UNKNOWN: Bearing = { bearsMs: Number.POSITIVE_INFINITY, since: 0 }

/** The close code of a connection that broke without a word. */
const BROKEN = 1006
/** Nothing that lets a page work at all cuts sooner. */
const LEAST_MS = 4_000
/** A little silence before a cut says nothing: most cuts are a phone in a lift. */
const QUIET_MS = 3_000
/** What was cut at some length is tried at half of it. */
const SHORTER = 0.5
/** So long without a cut, and half as much again is dared. */
const STEADY_MS = 300_000
const LONGER = 1.5
/** A crowd that came in one second does not beat in step: each beat is up to a fifth early. */
const JITTER = 0.2
/** A sign of life is answered at once; who hears nothing for so long hears nothing any more. */
const ANSWER_MS = 10_000
const ANSWER_BEATS = 1.5
/** On a network that has just changed the old connection is most likely dead. */
export const PROBE_MS = 4_000

/** What is known of the network after a connection ended. */
export function afterCut(bearing: Bearing, cut: Cut, now: number): Bearing {
  const isByMiddlebox = cut.code === BROKEN && cut.openMs > 0 && cut.quietMs >= QUIET_MS
  if (!isByMiddlebox) return bearing
  const bearsMs = Math.min(borneMs(bearing, now), cut.quietMs) * SHORTER
  return { bearsMs: Math.max(LEAST_MS, bearsMs), since: now }
}

/**
 * How long to wait with the next sign of life.
 * @param toldMs what the edge wants
 * @param random in [0, 1)
 */
export function beatMs(
  toldMs: number,
  bearing: Bearing,
  { now, random }: { readonly now: number; readonly random: number },
): number {
  return Math.min(toldMs, borneMs(bearing, now)) * (1 - JITTER * random)
}

/** How long a sign of life may go unanswered. */
export function answerMs(beat: number): number {
  return Math.min(ANSWER_MS, beat * ANSWER_BEATS)
}

function borneMs({ bearsMs, since }: Bearing, now: number): number {
  return bearsMs * LONGER ** Math.floor(Math.max(0, now - since) / STEADY_MS)
}
