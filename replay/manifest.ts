// What a player needs to know of a stream before it plays: how long it is, when it stood still,
// and where its pieces are. The pieces are a table, one short row each, so that three hours
// are some 40 kB before they are compressed.
//
// While the stream is on, what is not yet settled is the head: asked for anew each time, so
// that a page can play a few seconds behind.

import { videoLengthMs } from '../engine/playback.ts'
import { type CutSettings, cut, settledUntil } from './cut.ts'
import { density } from './density.ts'
import type { Wholeness } from './end-of-stream.ts'
import { segmentUrl } from './latest.ts'
import type { StreamOutline } from './stream-outline.ts'
import { timelineOf } from './timeline.ts'

/** As wide as a phone's seek bar. */
const DENSITY_STEPS = 200
/** Kinds that are told by name, the most frequent; an application may make up any number. */
const MOST_KINDS = 50

export type ManifestParts = {
  readonly outline: StreamOutline
  readonly settings: CutSettings & { readonly settleMs: number }
  readonly wholeness: Wholeness
  readonly now: number
}

export function manifestOf({ outline, settings, wholeness, now }: ManifestParts) {
  const { stream, room, openedAt, closedAt, pauses, shiftMs, kinds, facts } = outline.info
  const { live, reachesMs } = timelineOf(outline, now)
  const settledMs = live ? settledUntil(reachesMs, settings) : Number.POSITIVE_INFINITY
  const videoMs = videoLengthMs(reachesMs, { pauses })
  return {
    ...{ stream, room, openedAt, ...(closedAt === undefined ? {} : { closedAt }) },
    ...{ live, durationMs: reachesMs, videoMs },
    ...{ pauses, shiftMs },
    counts: { messages: sum(Object.values(kinds)), kinds: mostFrequent(kinds) },
    segments: {
      url: segmentUrl(stream),
      rows: cut(outline, settledMs, settings).map(({ from, to, generation, count }) => [
        ...[from, to, generation, count],
      ]),
    },
    ...(live ? { head: { url: `/v1/replay/${stream}/head`, from: settledMs } } : {}),
    density: density(outline, { lengthMs: videoMs, pauses, shiftMs }, videoMs / DENSITY_STEPS),
    ...(facts === undefined ? {} : { facts: JSON.parse(facts) }),
    whole: wholeness.whole,
    ...(wholeness.missing ? { missing: wholeness.missing.map(offsets) } : {}),
  }
}

function mostFrequent(kinds: Readonly<Record<string, number>>): Record<string, number> {
  const most = Object.entries(kinds).sort(([, a], [, b]) => b - a)
  return Object.fromEntries(most.slice(0, MOST_KINDS))
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}

function offsets({ partition, from, to }: NonNullable<Wholeness['missing']>[number]) {
  return { partition, from, to }
}
