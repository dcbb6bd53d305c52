// What the archive keeps, and what it is asked about: rows, streams, places and ranges.

import type { RoomId, StreamId } from './ids.ts'
import type { Message } from './message.ts'

export type ArchiveRow = {
  readonly message: Message
  readonly shadowed: boolean
  readonly partition: number
  readonly offset: number
}

export type ArchivedStream = {
  readonly stream: StreamId
  readonly room: RoomId
  /** ms since 1970 */
  readonly openedAt: number
  /** From its last closing mark. Missing while it is on, or when its end was never heard of. */
  readonly closedAt?: number
}

/** A place in a stream's order. */
export type Place = { readonly at: number; readonly partition: number; readonly offset: number }

export type Range = {
  /** ms since the stream opened; inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** What was said is counted by the second of the stream. */
export const SLOT_MS = 1_000
