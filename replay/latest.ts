// Which segments of a stream are the newest: what viewers without an edge ask for again and
// again. A list of a few hundred bytes, the same for all of them, of what is settled; so a
// cache in between answers them all, and each segment is fetched once.

import { type CutSettings, cut, settledUntil } from './cut.ts'
import type { StreamOutline } from './stream-outline.ts'
import { timelineOf } from './timeline.ts'

/** Who was away for no longer misses nothing; what is taken back within it leaves the screens. */
const REACH_MS = 120_000
/** Of a stream that is over: only what is taken back may still change. */
const OVER_NEXT_MS = 10_000

export type LatestParts = {
  readonly outline: StreamOutline
  readonly settings: CutSettings & { readonly settleMs: number }
  readonly now: number
}

export function latestOf({ outline, settings, now }: LatestParts) {
  const { stream, room, openedAt } = outline.info
  const { live, reachesMs } = timelineOf(outline, now)
  const { liveSegmentMs } = settings
  const saidMs = Math.max(reachesMs, outline.lastSaidMs)
  const to = live
    ? settledUntil(reachesMs, settings)
    : Math.ceil(saidMs / liveSegmentMs) * liveSegmentMs
  const from = Math.max(0, to - REACH_MS)
  const short = { segmentMs: liveSegmentMs, liveSegmentMs }
  const rows = cut(outline, to, short).filter(segment => segment.from >= from)
  return {
    ...{ stream, room, openedAt, live, durationMs: reachesMs, from, to },
    nextMs: live ? liveSegmentMs : OVER_NEXT_MS,
    segments: {
      url: segmentUrl(stream),
      rows: rows.map(row => [row.from, row.to, row.generation, row.count]),
    },
  }
}

/** To be filled in with the numbers of a row. */
export function segmentUrl(stream: string): string {
  return `/v1/replay/${stream}/segments/{generation}/{from}-{to}`
}
