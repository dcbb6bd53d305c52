// How far a stream reaches, and whether it goes on.
//
// A stream without an end that is not its room's newest is one whose end was never heard of:
// it reaches as far as what was said. Imported streams do not count there: they never were on.

import { videoLengthMs } from '../engine/playback.ts'
import type { StreamOutline } from './stream-outline.ts'

export type Timeline = {
  readonly live: boolean
  /** ms since it opened: now, when it is on; its end, when it is known; else what was said last. */
  readonly reachesMs: number
}

export function timelineOf({ info, lastSaidMs }: StreamOutline, now: number): Timeline {
  const { openedAt, closedAt, newest } = info
  if (closedAt !== undefined) return { live: false, reachesMs: closedAt - openedAt }
  return newest
    ? { live: true, reachesMs: Math.max(0, now - openedAt) }
    : { live: false, reachesMs: lastSaidMs }
}

/** Its video: how long it is, and what turns a moment of the stream into one of it. */
export function playedBy(outline: StreamOutline, now: number) {
  const { pauses, shiftMs } = outline.info
  const { reachesMs } = timelineOf(outline, now)
  return { pauses, shiftMs, lengthMs: videoLengthMs(reachesMs, { pauses }) }
}
