// When each comment of a recording is due, and how many are by now. Pure.

import type { Recorded } from '../recordings/comment-file/recorded.ts'
import { MOST_SAYINGS } from './application.ts'

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
export function waitMs(pacing: Pacing, comment: Recorded, now: number): number {
  return Math.max(0, pacing.startedAt + comment.atMs / pacing.speed - now)
}

/** Those that are due, from `next` on, in order, as many as one request takes. */
export function dueBatch(
  comments: readonly Recorded[],
  next: number,
  clock: number,
): readonly Recorded[] {
  let end = next
  while (end < comments.length && end - next < MOST_SAYINGS && isDue(comments[end], clock)) end++
  return comments.slice(next, end)
}

function isDue(comment: Recorded | undefined, clock: number): boolean {
  return comment !== undefined && comment.atMs <= clock
}
