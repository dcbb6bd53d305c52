// The recent messages of every stream, in one bucket per stream and priority.
//
// Ingest writes, every edge reads once per tick. Buckets are bounded in number and age
// (whitelist by age alone); what has left them is found in the Archive.

import type { Cursor } from '../cursor.ts'
import type { StreamId } from '../ids.ts'
import type { ByPriority, Encoded, Stored } from '../message.ts'
import type { Target } from '../takedown.ts'

export type Limits = ByPriority<number>

/** One bucket's answer: some of its messages, and the lowest and highest number it holds or held. */
export type Slice = {
  readonly messages: readonly Stored[]
  /** The oldest still held; `last + 1` when the bucket holds none. */
  readonly first: number
  /** The newest ever given; 0 when there was none. */
  readonly last: number
}
export type Reading = { readonly epoch: string } & ByPriority<Slice>

/**
 * `duplicate`: known already, the first copy keeps its number. `expired`: too old to be told
 * from a duplicate. `fenced`: somebody with a higher fencing number writes this lane; stop.
 */
export type Outcome = 'stored' | 'duplicate' | 'expired' | 'fenced'

export type Written = {
  /** Numbers count in this epoch; a new one means that earlier numbers were lost. */
  readonly epoch: string
  /** One per message, in order. */
  readonly outcomes: readonly Outcome[]
}

/** Who writes: the (lane, partition) and its fencing number, which only ever grows. */
export type Fence = { readonly lane: string; readonly number: number }

export interface BucketStore {
  /**
   * Stores messages of one stream and gives each the next `seq` of its bucket, in one atomic
   * step: whoever sees `seq` n can already read everything below it. An `id` seen within
   * `dedupeMs` keeps its first copy and number; a message older than that is `expired`.
   * With a fence lower than the lane's last, nothing is stored. No messages at all: it only
   * tells the epoch.
   * @throws Fault `store-unavailable`: some may have been stored; write them again
   */
  write(stream: StreamId, messages: readonly Encoded[], fence?: Fence): Promise<Written>

  /**
   * Takes back what is held: it keeps its number, with nothing to show. What comes only now is
   * a `duplicate` for as long as an id is known. Again changes nothing. Returns how many there
   * were to take back.
   */
  takeBack(stream: StreamId, target: Target): Promise<number>

  /**
   * Reads all three buckets beyond the cursor in one atomic step, each up to its limit.
   * Whitelist and high are read from the oldest, because they wait their turn; low from the
   * newest, because it does not. Messages come back in `seq` order. A cursor of another
   * epoch reads from the start. A stream never seen is empty, in epoch ''.
   */
  read(stream: StreamId, after: Cursor, limit: Limits): Promise<Reading>

  /**
   * History: of each bucket the newest, up to its limit, at or below the cursor's number,
   * in `seq` order. A cursor of another epoch reads from the end.
   */
  history(stream: StreamId, upTo: Cursor, limit: Limits): Promise<Reading>

  close(): Promise<void>
}
