// Where something that was taken back was removed, told to whoever took it back; and the word
// to everybody who keeps copies of the archive that it has changed.
//
// What is told here may be lost: nobody depends on it. What is taken back is a record of the
// log and an order to edges, and whoever keeps copies asks the archive now and then.

import type { RoomId, StreamId } from '../ids.ts'

export type ChangedStream = { readonly room: RoomId; readonly stream: StreamId }

export type Removal = {
  /** Which of those that keep copies: an edge, the buckets, the archive, a process's cache. */
  readonly place: string
  /** How many messages (of a cache: segments) were there to be removed; -1: it cannot tell. */
  readonly removed: number
  /** Of the archive: how many processes heard that it has changed. */
  readonly heard?: number
  /** Of the archive: in which streams. */
  readonly streams?: readonly ChangedStream[]
}

/** The places that are one, however many processes there are. */
export const BUCKETS = 'buckets'
export const ARCHIVE = 'archive'

/** What has changed in the archive, and by which act. */
export type Change = {
  readonly act: string
  readonly streams: readonly {
    readonly stream: StreamId
    /** The seconds of it that have; missing: perhaps all. */
    readonly slots?: readonly number[]
  }[]
}

export interface Removals {
  /** Tells whoever asks for this act, for a minute. Never throws. */
  report(act: string, removal: Removal): Promise<void>
  /** What was told of an act, in the order it came. @throws Fault `store-unavailable` */
  reported(act: string): Promise<readonly Removal[]>
  /** Tells everybody who listens; returns how many that were, 0 when it could not. Never throws. */
  announce(change: Change): Promise<number>
  /** Calls `heard` for every change from now on, until the returned function is called. */
  listen(heard: (change: Change) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
