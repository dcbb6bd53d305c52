// What a viewer is given of the past: after a cut, after skipped frames, on entering, on
// scrolling back. Pure: a reading of the buckets in, the contents of a `past` frame out.
//
// As in a live frame, for every bucket cursor − prev = delivered + withheld.

import type { Cursor } from '../cursor.ts'
import { byPriority, isTakenBack, PRIORITIES, type Priority, type Stored } from '../message.ts'
import type { Reading, Slice } from '../ports/bucket-store.ts'
import { inFrameOrder } from '../wire/batch.ts'

export type Past = {
  readonly prev: Cursor
  readonly cursor: Cursor
  readonly withheld: Record<Priority, number>
  /** Of what is withheld, what the buckets have let go of. */
  readonly trimmed: Record<Priority, number>
  readonly messages: Stored[]
  /** There is more beyond this frame: ask again from its `cursor`, or before its `prev`. */
  readonly more: boolean
}

const NOTHING = byPriority(() => 0)

/**
 * What lies after `prev` and not after `upTo`, out of a reading after `prev`. Whitelist and
 * high are given from the oldest, and what the reading did not reach is left for the next
 * frame; what is not in the reading of low is withheld.
 */
export function pastSince(prev: Cursor, upTo: Cursor, reading: Reading): Past {
  if (reading.epoch !== upTo.epoch) return nothingSince(prev)
  const given = byPriority(priority =>
    reading[priority].messages.filter(
      message =>
        message.seq > prev[priority] && message.seq <= upTo[priority] && !isTakenBack(message),
    ),
  )
  const cursor = {
    epoch: upTo.epoch,
    whitelist: reachedBy(upTo.whitelist, reading.whitelist),
    high: reachedBy(upTo.high, reading.high),
    low: upTo.low,
  }
  return {
    prev,
    cursor,
    withheld: leftOut(prev, cursor, given),
    trimmed: byPriority(p => letGoOf(prev[p], cursor[p], reading[p])),
    messages: inFrameOrder(PRIORITIES.flatMap(priority => given[priority])),
    more: cursor.whitelist < upTo.whitelist || cursor.high < upTo.high,
  }
}

/** The newest `limit` of a history reading, all buckets together, at or below `upTo`. */
export function pastBefore(upTo: Cursor, reading: Reading, limit: number): Past {
  if (reading.epoch !== upTo.epoch) return nothingSince(upTo)
  const left = byPriority(priority =>
    reading[priority].messages.filter(({ seq }) => seq <= upTo[priority]),
  )
  const given = byPriority((): Stored[] => [])
  for (let taken = 0; taken < limit; taken++) {
    const newest = newestOf(left)
    if (!newest) break
    given[newest.priority].unshift(newest)
    left[newest.priority].pop()
  }
  const reachedBack = byPriority(p => (given[p][0]?.seq ?? upTo[p] + 1) - 1)
  const prev = { epoch: upTo.epoch, ...reachedBack }
  const shown = byPriority(p => given[p].filter(message => !isTakenBack(message)))
  return {
    prev,
    cursor: upTo,
    withheld: leftOut(prev, upTo, shown),
    trimmed: NOTHING,
    messages: inFrameOrder(PRIORITIES.flatMap(priority => shown[priority])),
    more: PRIORITIES.some(priority => reading[priority].first <= prev[priority]),
  }
}

/** The answer when numbers have begun again meanwhile: nothing, and the room says so soon. */
function nothingSince(prev: Cursor): Past {
  const leftOut = { withheld: NOTHING, trimmed: NOTHING }
  return { prev, cursor: prev, ...leftOut, messages: [], more: false }
}

/** How far a bucket that is read from its oldest has been read, at most to `upTo`. */
function reachedBy(upTo: number, { messages, last }: Slice): number {
  return Math.min(upTo, messages.at(-1)?.seq ?? Math.max(last, upTo))
}

function leftOut(
  prev: Cursor,
  cursor: Cursor,
  given: Record<Priority, readonly Stored[]>,
): Record<Priority, number> {
  return byPriority(p => cursor[p] - prev[p] - given[p].length)
}

/** How many between two numbers are older than the oldest that is held. */
function letGoOf(prev: number, upTo: number, { first }: Slice): number {
  return Math.max(0, Math.min(first - 1, upTo) - prev)
}

function newestOf(buckets: Record<Priority, readonly Stored[]>): Stored | undefined {
  let newest: Stored | undefined
  for (const priority of PRIORITIES) {
    const last = buckets[priority].at(-1)
    if (last && (!newest || last.at > newest.at)) newest = last
  }
  return newest
}
