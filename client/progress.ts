// How far a client has come in a stream, and what it still misses.
//
// The live cursor moves with `batch` alone. A batch that starts beyond it means that a frame
// was missed: the edge skipped us, unless a `past` that bridges the gap has just come; then
// we ask for it (`fetch`) and do not reconnect. What was asked for is *owed* until `past`
// frames have covered it, so that a connection that breaks meanwhile resumes from there, and
// not from the live cursor. Pure: the room keeps the state and sends the fetches.

import { type Cursor, START } from '../engine/cursor.ts'
import { PRIORITIES } from '../engine/message.ts'

/** What a frame covers: all that came after `prev`, up to and with `cursor`. */
export type Range = { readonly prev: Cursor; readonly cursor: Cursor }

export type Progress = {
  /** Up to where live frames have come. */
  readonly live?: Cursor
  /** What the last `past` covered. */
  readonly bridge?: Range
  /** Missed and on its way. */
  readonly owed?: Range
}

export type Advance = {
  readonly progress: Progress
  /** To be asked for now. */
  readonly fetchFrom?: Cursor
}

/**
 * @param resumed the edge sends what came after the cursor it was handed; else, when it was
 * handed one of numbers that are gone, all there is of the new ones
 */
export function welcomed(before: Progress, cursor: Cursor, resumed: boolean): Progress {
  const handed = resumeFrom(before)
  if (!handed) return { live: cursor }
  const prev = resumed ? handed : { ...START, epoch: cursor.epoch }
  return reached(prev, cursor) ? { live: cursor } : { live: cursor, owed: { prev, cursor } }
}

export function batched(before: Progress, range: Range): Advance {
  const { live } = before
  if (!live) return { progress: { live: range.cursor } }
  const held = bridged(live, before.bridge)
  const moved = { ...before, live: reached(live, range.cursor) ? live : range.cursor }
  if (reached(held, range.prev)) return { progress: moved }
  const owed = { prev: before.owed?.prev ?? held, cursor: range.prev }
  return { progress: { ...moved, owed }, fetchFrom: owed.prev }
}

/** A `past` that came by itself, or that answers a fetch `from`. */
export function caughtUp(before: Progress, range: Range): Advance {
  const { owed, ...rest } = before
  const settled = { ...rest, bridge: range }
  if (!owed) return { progress: settled }
  if (!reached(owed.prev, range.prev)) return { progress: { ...settled, owed } }
  const nothingNew = reached(owed.prev, range.cursor)
  if (nothingNew || reached(range.cursor, owed.cursor)) return { progress: settled }
  const left = { prev: range.cursor, cursor: owed.cursor }
  return { progress: { ...settled, owed: left }, fetchFrom: left.prev }
}

/** The cursor to hand to the next edge; nothing when we have been nowhere yet. */
export function resumeFrom({ owed, live }: Progress): Cursor | undefined {
  return owed?.prev ?? live
}

/** Whether who stands at `at` has everything before `mark`. Before a start there is nothing. */
export function reached(at: Cursor, mark: Cursor): boolean {
  if (PRIORITIES.every(priority => mark[priority] === 0)) return true
  return at.epoch === mark.epoch && PRIORITIES.every(priority => at[priority] >= mark[priority])
}

function bridged(live: Cursor, bridge: Range | undefined): Cursor {
  if (!bridge || !reached(live, bridge.prev) || reached(live, bridge.cursor)) return live
  return bridge.cursor
}
