// Where a stream's rows lie: in the archive itself (warm), in cold files, or nowhere any more.
// The archive keeps of every stream what it is in short, and knows where its cold files are.
//
// Rows that come after a stream has gone cold lie over its files, and make it due to be
// written anew; so does the erasure of somebody who spoke in it.
//
// What is to go does not go at once: a stream that has changed its tier is unswept until
// somebody says that nothing is left, however often whoever sweeps is killed.

import type { ArchivedStream, ArchiveRow, Place } from '../archived.ts'
import type { StreamId } from '../ids.ts'

export type Tier = 'warm' | 'cold' | 'deleted'

export type Due = ArchivedStream & {
  readonly tier: Tier
  /** Its cold files, if it has any. */
  readonly files?: string
}

export type Cold = {
  /** What tells where the files are. */
  readonly files: string
  /** Everybody who speaks in them, by `personOf`, and when they first do (ms since 1970). */
  readonly people: ReadonlyMap<string, number>
  /** When they were written, ms since 1970. */
  readonly at: number
}

/** Every method throws Fault `archive-unavailable` when the archive does not answer. */
export interface Tiers {
  /** Where a stream's cold files are; nothing: it has none. */
  files(stream: StreamId): Promise<string | undefined>
  /** Every row that lies in the archive itself, those not to be shown too, in order. */
  rows(
    stream: StreamId,
    page: { readonly limit: number; readonly after?: Place },
  ): Promise<readonly ArchiveRow[]>
  /**
   * The files have everything: from now on it is cold, and unswept. False, and nothing has
   * changed: what somebody says in them was erased meanwhile, or others than `instead` are its
   * files.
   */
  cool(stream: StreamId, cold: Cold, instead?: string): Promise<boolean>
  /** Drops rows that the files have, by their ids, when the stream is cold. */
  drop(stream: StreamId, ids: readonly string[]): Promise<void>
  /** Forgets all of it but that it was; `at` (ms since 1970) it is deleted, and unswept. */
  delete(stream: StreamId, at: number): Promise<void>
  /** Nothing that was to go is left of it, here or elsewhere, unless others are its files now. */
  swept(stream: StreamId, files?: string): Promise<void>
  /** What was found out of a stream, as JSON. */
  setFacts(stream: StreamId, facts: string): Promise<void>
  /** How many people speak in what lies in the archive itself, and may be shown. */
  speakers(stream: StreamId): Promise<number>
  /** Streams without facts that ended before this time, the oldest first. */
  unsealed(endedBefore: number, limit: number): Promise<readonly Due[]>
  /** Streams that ended before this time and are warm. */
  coolable(endedBefore: number, limit: number): Promise<readonly Due[]>
  /** Cold streams that are to be written anew. */
  rewritable(limit: number): Promise<readonly Due[]>
  /** Streams that ended before this time and are not deleted. */
  deletable(endedBefore: number, limit: number): Promise<readonly Due[]>
  /**
   * Streams that have been unswept since before this time: of a cold one what its files have
   * may be left in the archive, and older files; of a deleted one anything.
   */
  unswept(since: number, limit: number): Promise<readonly Due[]>
}
