// What the replay role is given: the ports, and what the config says of it.

import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import type { ReplayStore } from '../engine/ports/replay-store.ts'
import type { ReplayCounts } from './counts.ts'
import type { Wholeness } from './end-of-stream.ts'

export type ReplayDeps = {
  readonly archive: Archive
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

export type ReplaySettings = {
  /** How much time one segment covers. */
  readonly segmentMs: number
  /** A segment of a stream that is on is told when it has been over for this long. */
  readonly settleMs: number
  /** Segments kept in this process. */
  readonly cacheBytes: number
}
