// What plays the past in one process, put together once: the archive and cold files behind
// their gates, outlines of what is asked for, segments, and what is told for a moment.

import type { Now } from '../engine/clock.ts'
import type { Archive } from '../engine/ports/archive.ts'
import type { ColdStore } from '../engine/ports/cold-store.ts'
import type { ReplayStore } from '../engine/ports/replay-store.ts'
import { ColdFiles } from './cold-files.ts'
import type { ReplayCounts } from './counts.ts'
import type { ReplaySettings } from './deps.ts'
import { Highlights } from './highlights.ts'
import { Moments } from './moments.ts'
import { Outlines } from './outlines.ts'
import { wholePast } from './past.ts'
import { gated, ReadGate } from './read-gate.ts'
import { Segments } from './segments.ts'

export type PlayingParts = {
  readonly archive: Archive
  readonly replayStore: ReplayStore
  readonly cold: ColdStore
  readonly counts: ReplayCounts
  readonly settings: ReplaySettings
  readonly now: Now
}

export type Playing = ReturnType<typeof openPast>

export function openPast({ archive: all, cold, now, ...parts }: PlayingParts) {
  const [gate, coldGate] = [new ReadGate(parts.settings), new ReadGate(parts.settings)]
  const warm = gated(all, gate)
  const outlines = new Outlines(warm, now)
  const coldFiles = new ColdFiles(cold)
  const archive = wholePast({ archive: warm, outlines, coldFiles, coldGate })
  const segments = new Segments({ ...parts, archive, outlines })
  const highlights = new Highlights(archive, now)
  const moments = new Moments(now)
  const { counts } = parts
  const gates = [gate, coldGate] as const
  return { archive, outlines, coldFiles, segments, highlights, moments, counts, gates }
}
