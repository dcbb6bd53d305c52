// What the replay role is given: the past as it may be read, and what the config says of it.

import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { ReplayStore } from '../engine/ports/replay-store.ts'
import type { ReplayCounts } from './counts.ts'
import type { CutSettings } from './cut.ts'
import type { Wholeness } from './end-of-stream.ts'
import type { Highlights } from './highlights.ts'
import type { Moments } from './moments.ts'
import type { Outlines } from './outlines.ts'
import type { PlayheadComments } from './playhead-comments.ts'
import type { ReadArchive, ReadGateSettings } from './read-gate.ts'
import type { Segments } from './segments.ts'

export type ReplayDeps = {
  /** Warm and cold, no more at once than may be (past.ts). */
  readonly archive: ReadArchive
  readonly outlines: Outlines
  readonly segments: Segments
  readonly moments: Moments
  readonly highlights: Highlights
  readonly playhead: Pick<PlayheadComments, 'say'>
  readonly replayStore: ReplayStore
  readonly wholeness: (stream: StreamId) => Promise<Wholeness>
  readonly now: Now
  /** In [0, 1). */
  readonly random: () => number
  /** With it the application imports. */
  readonly applicationKey: string
  readonly counts: ReplayCounts
  readonly settings: ReplaySettings
}

export type ReplaySettings = CutSettings &
  ReadGateSettings & {
    /** A segment of a stream that is on is told when it has been over for this long. */
    readonly settleMs: number
    /** Segments kept in this process. */
    readonly cacheBytes: number
  }
