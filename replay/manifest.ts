// What a player needs to know of a stream before it plays: how long it is, and where its
// pieces are. Segments without a message that may be shown are left out.
//
// While the stream is on, what is not yet settled is the head: asked for anew each time, so
// that a page can play a few seconds behind.

import type { StreamId } from '../engine/ids.ts'
import type { Histogram } from '../engine/ports/archive.ts'
import type { Wholeness } from './end-of-stream.ts'
import { durationMs, type Timeline } from './timeline.ts'

export type SegmentRef = {
  readonly url: string
  readonly from: number
  readonly to: number
  readonly count: number
}

export type Parts = {
  readonly timeline: Timeline
  /** In steps of `segmentMs`. */
  readonly steps: Histogram
  readonly segmentMs: number
  readonly settleMs: number
  readonly wholeness: Wholeness
}

export function manifestOf({ timeline, steps, segmentMs, settleMs, wholeness }: Parts) {
  const { info, live, reachesMs } = timeline
  const settled = live ? headFrom(reachesMs ?? 0, segmentMs, settleMs) : Number.POSITIVE_INFINITY
  const segments = segmentsOf(info.stream, steps, segmentMs).filter(({ to }) => to <= settled)
  return {
    ...info,
    live,
    durationMs: durationMs(timeline, steps, segmentMs),
    counts: { messages: steps.reduce((sum, { count }) => sum + count, 0) },
    segmentMs,
    segments,
    ...(live ? { head: { url: `/v1/replay/${info.stream}/head`, from: settled } } : {}),
    whole: wholeness.whole,
    ...(wholeness.missing ? { missing: wholeness.missing.map(offsets) } : {}),
  }
}

/** Where the first segment begins that may still change. */
export function headFrom(reachesMs: number, segmentMs: number, settleMs: number): number {
  return Math.max(0, Math.floor((reachesMs - settleMs) / segmentMs)) * segmentMs
}

function segmentsOf(stream: StreamId, steps: Histogram, segmentMs: number): SegmentRef[] {
  return steps
    .filter(({ count }) => count > 0)
    .map(({ step, count, archived }) => ({
      url: `/v1/replay/${stream}/segments/${archived}/${step}`,
      from: step * segmentMs,
      to: (step + 1) * segmentMs,
      count,
    }))
}

function offsets({ partition, from, to }: NonNullable<Wholeness['missing']>[number]) {
  return { partition, from, to }
}
