// Where a stream is cut into segments: every `segmentMs`, and while it is on, what of its end
// is not a whole segment yet into short ones, so that who follows it is little behind. Segments
// without a message that may be shown are left out.

import { type Range, SLOT_MS } from '../engine/archived.ts'
import type { StreamOutline } from './stream-outline.ts'

export type CutSettings = {
  /** How much time one segment covers. */
  readonly segmentMs: number
  /** The same for the newest of a stream that is on. */
  readonly liveSegmentMs: number
}

export type Segment = Range & { readonly generation: number; readonly count: number }

/** @param settledMs where what may still change begins */
export function cut(
  outline: Pick<StreamOutline, 'slots'>,
  settledMs: number,
  { segmentMs, liveSegmentMs }: CutSettings,
): Segment[] {
  const longUntil = Number.isFinite(settledMs)
    ? Math.floor(settledMs / segmentMs) * segmentMs
    : Number.POSITIVE_INFINITY
  const segments = new Map<
    number,
    { from: number; to: number; generation: number; count: number }
  >()
  for (const { slot, count, revision } of outline.slots()) {
    const at = slot * SLOT_MS
    if (at >= settledMs) continue
    const length = at < longUntil ? segmentMs : liveSegmentMs
    const from = Math.floor(at / length) * length
    const segment = segments.get(from) ?? { from, to: from + length, generation: 0, count: 0 }
    segment.generation = Math.max(segment.generation, revision)
    segment.count += count
    segments.set(from, segment)
  }
  return [...segments.values()].filter(({ count }) => count > 0).sort((a, b) => a.from - b.from)
}

/** Where the first segment begins that may still change. */
export function settledUntil(
  reachesMs: number,
  { liveSegmentMs, settleMs }: CutSettings & { readonly settleMs: number },
): number {
  return Math.max(0, Math.floor((reachesMs - settleMs) / liveSegmentMs)) * liveSegmentMs
}

/** Whether streams are cut there, so that nobody can ask for pieces of any size. */
export function isCut({ from, to }: Range, { segmentMs, liveSegmentMs }: CutSettings): boolean {
  return [segmentMs, liveSegmentMs].some(length => to - from === length && from % length === 0)
}
