// Where in the video something was said. What was said is told in ms since the stream
// opened, the same number live and ever after; the video lacks the pauses, and may begin
// earlier or later than the stream. So a player counts through these two.
//
// A shift of +2,000 shows every comment two seconds later in the video.

import type { Pause } from './pauses.ts'

export type Playback = {
  /** In order, apart from one another. */
  readonly pauses: readonly Pause[]
  readonly shiftMs: number
}

/** The moment of the video for a moment of the stream; nothing: it fell into a pause. */
export function videoMs(streamMs: number, { pauses, shiftMs }: Playback): number | undefined {
  let cutMs = 0
  for (const { from, to = Number.POSITIVE_INFINITY } of pauses) {
    if (streamMs < from) break
    if (streamMs < to) return undefined
    cutMs += to - from
  }
  return streamMs - cutMs + shiftMs
}

/** The same, and where the cut is for what fell into a pause. */
export function videoMsOrCut(streamMs: number, playback: Playback): number {
  const inPause = playback.pauses.find(
    ({ from, to = Number.POSITIVE_INFINITY }) => streamMs >= from && streamMs < to,
  )
  const before = playback.pauses.filter(pause => pause !== inPause)
  const moment = inPause ? inPause.from : streamMs
  return videoMs(moment, { ...playback, pauses: before }) ?? moment
}

/** The moment of the stream that the video shows; never within a pause. */
export function streamMs(videoMs: number, { pauses, shiftMs }: Playback): number {
  let ms = videoMs - shiftMs
  for (const { from, to } of pauses) {
    if (ms < from || to === undefined) break
    ms += to - from
  }
  return ms
}

/** How long the video is of a stream that reaches so far. */
export function videoLengthMs(reachesMs: number, { pauses }: Pick<Playback, 'pauses'>): number {
  let ms = reachesMs
  for (const { from, to = reachesMs } of pauses)
    ms -= Math.max(0, Math.min(to, reachesMs) - Math.min(from, reachesMs))
  return Math.max(0, ms)
}
