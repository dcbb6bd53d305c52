// The rooms: what was changed for each, and the stream that is on.

import type { RoomId } from '../ids.ts'
import type { RoomRecord } from '../room.ts'

/** What was changed of all rooms since a mark. */
export type Changes = {
  /** Where to go on from. */
  readonly mark: string
  /** As they are now, in the order of their changes; some may be told again, and more may follow. */
  readonly records: readonly RoomRecord[]
  /** False: the mark was of another life of the store, and anything may have changed. */
  readonly goesOn: boolean
}

/** Every method throws Fault `store-unavailable` when what keeps them does not answer. */
export interface Settings {
  get(room: RoomId): Promise<RoomRecord | undefined>
  /**
   * Changes a room's record, or makes it. `change` gets the record as it is (a new one has
   * version 0) and gives the next; it may be called again when somebody else was quicker, and
   * changes nothing by giving back what it got. The version is the store's: it grows by one.
   * Returns the record as it is now.
   */
  update(room: RoomId, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord>
  /** In order of their names, after `after` (exclusive). */
  list(page: { readonly after?: RoomId; readonly limit: number }): Promise<RoomRecord[]>
  /** Since a mark that was given here; without one nothing, but the mark of now. */
  changes(since?: string): Promise<Changes>
  close(): Promise<void>
}
