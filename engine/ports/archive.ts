// Everything that was said, for good. Written from the log in batches, read by replay. What
// never passed the log is laid over it: overlay.ts.

import type { ArchivedStream, ArchiveRow, Place, Range } from '../archived.ts'
import type { RoomId, StreamId } from '../ids.ts'
import type { Pause } from '../pauses.ts'
import type { Overlay } from './overlay.ts'
import type { Takebacks } from './takebacks.ts'
import type { Tier, Tiers } from './tiers.ts'

/** The offsets `from`…`to` (both inclusive) of a partition have been archived. */
export type Covered = { readonly partition: number; readonly from: number; readonly to: number }

export type Mark = {
  readonly mark: 'opened' | 'closed' | 'paused' | 'resumed'
  readonly room: RoomId
  readonly stream: StreamId
  /** ms since 1970 */
  readonly at: number
  readonly partition: number
  readonly offset: number
}

export type ArchiveBatch = {
  /** Identity of the log the offsets belong to. */
  readonly log: string
  /** How many partitions that log has: each must have a stream's marks before it is whole. */
  readonly partitions: number
  readonly rows: readonly ArchiveRow[]
  readonly marks: readonly Mark[]
  readonly covered: readonly Covered[]
}

export type Slot = {
  /** Its time is `slot` × `SLOT_MS`. */
  readonly slot: number
  /** How many may be shown. */
  readonly count: number
  /** The stream's revision that last changed what may be shown of it. */
  readonly revision: number
}

/** A stream in short. It grows with what is said, and is asked for what has changed alone. */
export type Outline = ArchivedStream & {
  /** Grows with every change: of what may be shown, of pauses, of the shift. */
  readonly revision: number
  /** Whether no later stream was on in its room. */
  readonly newest: boolean
  readonly pauses: readonly Pause[]
  /** How much later in the video everything is shown. */
  readonly shiftMs: number
  readonly tier: Tier
  /** What was found out when it had ended, as JSON. */
  readonly facts?: string
  /** How many may be shown of each kind. */
  readonly kinds: Readonly<Record<string, number>>
  /** Those that have changed, in order. */
  readonly slots: readonly Slot[]
}

/** Every method throws Fault `archive-unavailable` when the archive does not answer. */
export interface Archive {
  readonly overlay: Overlay
  readonly takebacks: Takebacks
  readonly tiers: Tiers
  /** Rows, marks and covered offsets in one transaction. A row whose id is there already stays as it is. */
  store(batch: ArchiveBatch): Promise<void>
  stream(id: StreamId): Promise<ArchivedStream | undefined>
  /** A room's streams, newest first; with `logged`, only those that were on and not imported. */
  streams(room: RoomId, limit: number, which?: 'all' | 'logged'): Promise<ArchivedStream[]>
  /** What has changed after revision `since`: without it no slots, kinds and pauses are told. */
  outline(stream: StreamId, since?: number): Promise<Outline | undefined>
  /** The highest revision of the slots in the range, whose ends are whole slots; 0: there are none. */
  generation(stream: StreamId, range: Range): Promise<number>
  /** From now on everything is shown so much later in the video. False: no such stream. */
  shift(stream: StreamId, shiftMs: number): Promise<boolean>
  /**
   * What was said and may be shown (not shadowed, not taken back), ordered by time, partition and offset;
   * the first `limit` in the range, after `after` when given.
   */
  comments(
    stream: StreamId,
    query: Range & { readonly limit: number; readonly after?: Place },
  ): Promise<ArchiveRow[]>
  /**
   * The offsets between the stream's opening and closing marks that the archive has not
   * covered; empty: whole, as an imported stream always is. Nothing: a mark is missing, so it
   * cannot be told.
   */
  missing(stream: StreamId): Promise<readonly (Covered & { readonly log: string })[] | undefined>
  close(): Promise<void>
}
