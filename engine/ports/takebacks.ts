// What is taken back in the archive. A tombstone stays, so that what comes late, or is read
// again from the log, is taken back as well. What a tombstone hides is still there, and can be
// shown again; a person who was erased is gone.

import type { ArchiveRow } from '../archived.ts'
import type { MessageId, RoomId, StreamId } from '../ids.ts'
import type { Erasure, Takedown } from '../takedown.ts'

/** Where in which log it was read: of two on one target the later one counts. */
export type ReadFrom = { readonly log: string; readonly offset: number }

export type Touched = {
  readonly room: RoomId
  readonly stream: StreamId
  /** How many messages are shown no more, or again; -1: they lie in cold files, unread. */
  readonly messages: number
  /** The seconds they are in, in order; missing: perhaps all. */
  readonly slots?: readonly number[]
}

/** Every method throws Fault `archive-unavailable` when the archive does not answer. */
export interface Takebacks {
  /** In one transaction; again, or after a later one on the same target, it changes nothing. */
  takeDown(takedown: Takedown, from: ReadFrom): Promise<Touched>
  /** In every stream, one after the other; again it goes on where it was. */
  erase(erasure: Erasure): Promise<readonly Touched[]>
  /** Which of these rows of a stream may not be shown: for rows that lie elsewhere. */
  takenBack(stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>>
  /** Which of these rows are of people who were erased, and are to be kept nowhere. */
  erased(stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>>
  /**
   * Lets go of what is hidden of people who were erased up to then (ms since 1970): deletes it,
   * and has cold files written anew that hold some of it. Returns how much it has deleted.
   */
  purge(until: number): Promise<number>
}
