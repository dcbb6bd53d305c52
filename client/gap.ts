// What lies between where we were and the oldest that an edge still holds: who was away for
// longer than the buckets reach back reads it from the stream's segments, the same that everybody
// else reads. The newest of it, about as much as a person reads who comes back; the rest stays
// withheld, and so does all of it when no segment comes.

import { PRIORITIES, type Priority } from '../engine/message.ts'
import type { PastFrame } from '../engine/wire/frames.ts'
import type { WireMessage } from '../engine/wire/message.ts'
import { BarrageError } from './barrage-error.ts'
import { readBack, type Stretch } from './read-back.ts'
import { ReplayReader, type ReplayReaderOptions } from './replay-reader.ts'

/** Where it lies, in ms since the stream opened. */
export type Gap = Pick<Required<Stretch>, 'afterMs' | 'beforeMs'>

/** As many as an edge tells of one bucket at once. */
const MOST_MESSAGES = 500
/** Five minutes of a room that always talks, in segments of 10 s. */
const MOST_PIECES = 30
/** What one screen can show; everybody asks for the same, so that caches have it. */
const PER_SECOND = 30

/**
 * What a `past` leaves out because the buckets let go of it; nothing: they had it all.
 * @param afterMs what was said up to here is shown
 */
export function gapIn(
  { trimmed = {}, messages, at }: PastFrame,
  afterMs = Number.POSITIVE_INFINITY,
): Gap | undefined {
  const oldest = (of: Priority) => messages.find(({ priority = 'low' }) => priority === of)?.at
  // Whitelist stays longer than the rest: the gap of each bucket ends where its own messages begin.
  const ends = PRIORITIES.filter(priority => trimmed[priority]).map(of => oldest(of) ?? at)
  const beforeMs = Math.max(...ends) + 1 // more may have been said in that moment
  return beforeMs > afterMs ? { afterMs, beforeMs } : undefined
}

/** The newest that was said in it, sorted; none: nobody could tell. */
export async function readGap(
  stream: Omit<ReplayReaderOptions, 'perSecond'>,
  gap: Gap,
): Promise<readonly WireMessage[]> {
  const reader = new ReplayReader({ ...stream, perSecond: PER_SECOND })
  try {
    const bounds = { most: MOST_MESSAGES, mostPieces: MOST_PIECES }
    return (await readBack(reader, { ...gap, ...bounds })).slice(-MOST_MESSAGES)
  } catch (failure) {
    if (failure instanceof BarrageError) return []
    throw failure
  }
}
