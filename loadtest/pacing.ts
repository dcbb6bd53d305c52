// When each comment of a recording is due, and how many are by now. Pure.

import { MOST_SAYINGS } from './application.ts'
import type { RecordedComment } from './comment-file/recorded-comment.ts'

export type Pacing = {
  /** When the recording's own clock stood at 0, on ours. */
  readonly startedAt: number
  readonly speed: number
}

/** Where the recording's clock stands. */
export function clockMs({ startedAt, speed }: Pacing, now: number): number {
  return Math.max(0, (now - startedAt) * speed)
}

/** How long until a comment is due; 0 when it is. */
export function waitMs(pacing: Pacing, comment: RecordedComment, now: number): number {
  return Math.max(0, pacing.startedAt + comment.atMs / pacing.speed - now)
}

/** Those that are due, from `next` on, in order, as many as one request takes. */
export function dueBatch(
  comments: readonly RecordedComment[],
  next: number,
  clock: number,
): readonly RecordedComment[] {
  let end = next
  while (end < comments.length && end - next < MOST_SAYINGS && isDue(comments[end], clock)) end++
  return comments.slice(next, end)
}

function isDue(comment: RecordedComment | undefined, clock: number): boolean {
  return comment !== undefined && comment.atMs <= clock
}
