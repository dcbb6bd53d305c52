// What of a reading goes into the next frame.
//
// Whitelist: oldest first; what does not fit waits, however long. High: oldest first; what
// does not fit waits for a while and is then withheld. Low: newest first; what does not fit
// is withheld at once; on the ladder (ladder.ts) what says the same is merged before. What was
// taken back is passed over. For every bucket cursor − prev = delivered + withheld: what the
// frame leaves out is told, also what the store let go of before anybody read it.

import type { Cursor } from '../cursor.ts'
import { type ByPriority, byPriority, isTakenBack, type Priority, type Stored } from '../message.ts'
import type { Reading, Slice } from '../ports/bucket-store.ts'
import { inFrameOrder } from '../wire/batch.ts'
import type { Relief } from './ladder.ts'
import { type Merged, mergeAlike } from './merge.ts'
import { dealOut } from './shares.ts'

export type PickInput = {
  /** Where the room's live frames stand. */
  readonly prev: Cursor
  readonly reading: Reading
  /** How many messages the frame may hold. */
  readonly tokens: number
  readonly shares: ByPriority<number>
  /** ms since 1970 */
  readonly now: number
  /** How long a high message may wait for room in a frame. */
  readonly highPatienceMs: number
  /** What the room is spared. */
  readonly relief: Relief
}

export type Picked = {
  /** In frame order. */
  readonly messages: Stored[]
  /** Where the frame ends. In another epoch than `prev`: the frame starts at `epoch.0.0.0`. */
  readonly cursor: Cursor
  /** Between start and end, and not in the frame. */
  readonly withheld: Record<Priority, number>
  /** How many tokens it took: while low is sampled harder, a message of it takes several. */
  readonly used: number
  /** Of the withheld, those that another stands for. */
  readonly merged: number
  /** Whitelist and high messages that the store has and that wait for a later frame. */
  readonly waiting: number
}

export function pick(input: PickInput): Picked {
  const { reading, prev, relief } = input
  // Numbers of another epoch mean nothing here: everything is new.
  const from = byPriority(p => (prev.epoch === reading.epoch ? prev[p] : 0))
  const unread = byPriority(p => reading[p].messages.filter(({ seq }) => seq > from[p]))
  const taken = take({ ...unread, low: mergeAlike(unread.low, relief) }, input)
  const cursor: Cursor = {
    epoch: reading.epoch,
    whitelist: ends(taken.whitelist, from.whitelist, reading.whitelist),
    high: pastOverdue(unread.high, ends(taken.high, from.high, reading.high), input),
    low: Math.max(from.low, reading.low.last),
  }
  const shown = byPriority(p => taken[p].filter(message => !isTakenBack(message)))
  const messages = inFrameOrder([...shown.whitelist, ...shown.high, ...shown.low])
  return {
    messages,
    cursor,
    withheld: byPriority(p => cursor[p] - from[p] - shown[p].length),
    used: shown.whitelist.length + shown.high.length + shown.low.length / relief.lowShare,
    merged: shown.low.reduce((sum, { plus = 0 }) => sum + plus, 0),
    waiting: left(reading.whitelist, cursor.whitelist) + left(reading.high, cursor.high),
  }
}

type Buckets = ByPriority<readonly Merged[]>

function take(unread: Buckets, { tokens, shares, relief }: PickInput): Buckets {
  const waiting = byPriority(p => unread[p].length)
  const dealt = dealOut(Math.max(0, Math.floor(tokens)), shares, waiting)
  const { whitelist, high } = dealt
  const low = Math.min(dealt.low, Math.ceil((tokens - whitelist - high) * relief.lowShare))
  return {
    whitelist: unread.whitelist.slice(0, whitelist),
    high: unread.high.slice(0, high),
    low: unread.low.slice(unread.low.length - low),
  }
}

/** Behind the last one taken, and in any case behind what the store no longer has. */
function ends(taken: readonly Stored[], from: number, { first }: Slice): number {
  return taken.at(-1)?.seq ?? Math.max(from, first - 1)
}

/**
 * Gives up what has waited too long, from the oldest on. It stops at the first that may
 * still wait, so that a younger one is never withheld before an older one.
 */
function pastOverdue(
  high: readonly Stored[],
  end: number,
  { now, highPatienceMs }: PickInput,
): number {
  let cursor = end
  for (const { seq, at } of high) {
    if (seq <= cursor) continue
    if (now - at <= highPatienceMs) break
    cursor = seq
  }
  return cursor
}

function left({ last }: Slice, cursor: number): number {
  return Math.max(0, last - cursor)
}
