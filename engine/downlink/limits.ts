// How much of the buckets is worth reading for one frame.

import type { Limits } from '../ports/bucket-store.ts'
import { NO_RELIEF, type Relief } from './ladder.ts'

/**
 * High messages that waited too long must be read to be passed over. This many more than
 * the frame holds: a second of what a room may say by default (`pace.room`), so that a
 * flood of high messages is passed over as quickly as it comes.
 */
const HIGH_LOOK_AHEAD = 1_000

/**
 * The newest low messages that are read even when the frame holds fewer: as many as the
 * default quotas give to who enters. So a window (window.ts) answers who enters or comes
 * back from memory also while a flood is on, as long as it is asked for no more.
 */
export const LOW_LOOK_BACK = 50

/**
 * While the same is merged, also what does not fit is read, so that "+N" tells of it: a second
 * of what a room may say by default.
 */
const MERGE_LOOK_BACK = 1_000

/** Enough for `pick` to fill a frame of `tokens` messages from any one bucket. */
export function limitsFor(
  tokens: number,
  { mergesLikes }: Pick<Relief, 'mergesLikes'> = NO_RELIEF,
): Limits {
  return {
    whitelist: tokens,
    high: tokens + HIGH_LOOK_AHEAD,
    low: Math.max(tokens, mergesLikes ? MERGE_LOOK_BACK : LOW_LOOK_BACK),
  }
}
