// The log that everything said goes through: ordered per partition, durable, read by
// groups that each keep their own place.

import type { RoomId, StreamId } from '../ids.ts'
import type { Message } from '../message.ts'
import type { Erasure, Takedown } from '../takedown.ts'

/** What a record of the log says. */
export type Entry =
  | {
      readonly type: 'message'
      readonly message: Message
      /** Archived, acknowledged, and never put into buckets. */
      readonly shadowed: boolean
    }
  | {
      /**
       * The ends of a stream: one in every partition, so that its offsets can be proven whole.
       * A pause and its end are in one partition alone.
       */
      readonly type: 'mark'
      readonly mark: 'opened' | 'closed' | 'paused' | 'resumed'
      readonly room: RoomId
      readonly stream: StreamId
      /** ms since 1970 */
      readonly at: number
    }
  | {
      /** From now on everything is shown so much later in the stream's video. */
      readonly type: 'shift'
      readonly act: string
      readonly room: RoomId
      readonly stream: StreamId
      readonly shiftMs: number
      readonly at: number
    }
  | ({ readonly type: 'takedown' } & Takedown)
  | ({ readonly type: 'erasure' } & Erasure)

export type LogRecord = {
  readonly partition: number
  /** Dense from 0 within its partition. */
  readonly offset: number
  /** When the log took it, ms since 1970. */
  readonly appendedAt: number
  readonly entry: Entry
}

/** What a group's member does with what it is given. */
export type LogReader = {
  /**
   * Records of one partition, in offset order. The next ones of that partition come once the
   * promise has resolved; each record is finished only when `done` was called for it.
   */
  receive(records: readonly LogRecord[]): Promise<void>
  /**
   * These partitions are dealt anew: let go of them; resolve when nothing is under way. Who
   * gets them next, perhaps this member again, receives what is not done.
   */
  revoked?(partitions: readonly number[]): Promise<void>
}

export type PartitionLag = {
  readonly partition: number
  /** Records after the last commit. */
  readonly waiting: number
}

export interface Subscription {
  /** The partitions this member owns now. */
  readonly partitions: readonly number[]
  /**
   * This record is finished. May come in any order: the log commits up to where everything
   * below is done, and hands out what is above again to whoever comes next.
   */
  done(record: Pick<LogRecord, 'partition' | 'offset'>): void
  /**
   * Receives again what the log took at or after this time (ms since 1970), as far as it still
   * has it.
   * @throws Fault `log-unavailable`: not now; the log is away, or deals its partitions anew
   */
  rewind(since: number): Promise<void>
  /** Of the partitions this member owns. */
  lag(): Promise<readonly PartitionLag[]>
  /**
   * Takes no more, waits for what `receive` has in hand, commits what is done, gives its
   * partitions up.
   */
  close(): Promise<void>
}

export interface MessageLog {
  /** Names the log's contents: offsets of one identity are never used for anything else. */
  readonly identity: string
  readonly partitions: number
  /**
   * Appends one entry; resolves when it is durable. Entries appended to one partition by one
   * process in order are in the log in order.
   * @throws Fault `log-unavailable`: it is certainly not there; `log-unsure`: it may be
   */
  append(partition: number, entry: Entry): Promise<{ readonly offset: number }>
  /**
   * Joins the group `group`, which starts at the log's beginning when it is new. Each
   * partition has one member of a group at a time. Delivery is at least once, and begins after
   * the subscription was given, so that `receive` can use it.
   */
  subscribe(group: string, reader: LogReader): Promise<Subscription>
  close(): Promise<void>
}
