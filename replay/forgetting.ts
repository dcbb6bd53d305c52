// What was taken back in the archive is gone from what this process keeps, and from the
// ReplayStore, as soon as it hears of it. Who does not hear of it finds out by itself within
// half a second, because outlines grow old.

import { type Range, SLOT_MS } from '../engine/archived.ts'
import type { Change, Removals } from '../engine/ports/removals.ts'
import type { ReplayStore } from '../engine/ports/replay-store.ts'
import type { Highlights } from './highlights.ts'
import type { Moments } from './moments.ts'
import type { Outlines } from './outlines.ts'
import type { Segments } from './segments.ts'

export type ForgettingParts = {
  /** As whoever takes something back is told of it. */
  readonly name: string
  readonly removals: Pick<Removals, 'report'>
  readonly replayStore: ReplayStore
  readonly outlines: Outlines
  readonly segments: Segments
  readonly moments: Moments
  readonly highlights: Pick<Highlights, 'drop'>
}

const ALL: Range = { from: 0, to: Number.POSITIVE_INFINITY }

export async function forget(parts: ForgettingParts, { act, streams }: Change): Promise<void> {
  const { name, removals, replayStore, outlines, segments, moments, highlights } = parts
  let [here, stored] = [0, 0]
  for (const { stream, slots } of streams) {
    const ranges = slots ? rangesOf(slots) : [ALL]
    if (outlines.has(stream)) await outlines.refresh(stream).catch(() => {})
    here += segments.drop(stream, ranges)
    moments.drop(`${stream}/`)
    highlights.drop(stream)
    for (const range of ranges) stored += await replayStore.forget(stream, range).catch(() => 0)
  }
  await removals.report(act, { place: `cache of ${name}`, removed: here + stored })
}

/** Neighbouring slots are one range. */
export function rangesOf(slots: readonly number[]): Range[] {
  const ranges: { from: number; to: number }[] = []
  for (const slot of slots) {
    const [from, to] = [slot * SLOT_MS, (slot + 1) * SLOT_MS]
    const last = ranges.at(-1)
    if (last && last.to === from) last.to = to
    else ranges.push({ from, to })
  }
  return ranges
}
