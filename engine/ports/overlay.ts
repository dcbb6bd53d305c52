// What is archived and never was in a log: streams imported from a file, comments made on a
// replay. It lies over what the log brought and is told like it, ordered by time with the
// rest; it has no offset, and no part in the proof that a stream is whole.
//
// An imported stream comes in piece by piece. Until it has ended nobody is told of it, so a
// file that turns out to be broken leaves nothing behind; from its end on it is whole.

import type { RoomId, StreamId } from '../ids.ts'
import type { Message } from '../message.ts'

/** The partition of what has none. Among what was said at the same time it comes first. */
export const OVERLAY = -1

export type OverlayRow = { readonly message: Message; readonly shadowed: boolean }

export type Import = {
  readonly stream: StreamId
  readonly room: RoomId
  /** When it began to come in, ms since 1970. */
  readonly begunAt: number
}

/** Every method throws Fault `archive-unavailable` when the archive does not answer. */
export interface Overlay {
  /**
   * Lays rows of one stream over it: all of them, or none. Those of one time are in the order
   * of their numbers, which count from `first`, or go on from the highest; a row whose id is
   * there already stays as it is. False: no such stream is archived or coming in, and nothing
   * was kept.
   */
  add(stream: StreamId, rows: readonly OverlayRow[], first?: number): Promise<boolean>
  /** A stream that no log knows comes in. One that is coming in already stays as it is. */
  beginImport(begun: Import): Promise<void>
  /** All of it is there. False: it neither comes in nor has come in. */
  endImport(stream: StreamId, closedAt: number): Promise<boolean>
  /** Forgets a stream that is coming in, and all its rows. One that has ended stays. */
  dropImport(stream: StreamId): Promise<void>
  /** Those that are coming in, the oldest first. */
  imports(): Promise<readonly Import[]>
}
