// What ingest workers and producers tell each other of lanes: how far behind each lane is, the
// gear it is in, and who may write it in order.
//
// A worker says everything it holds, again and again; that renews its lease. Of a worker that
// has been silent for `leaseMs` nothing is known any more, and what it may write is free. The
// gears stay as they were published, whoever is up.
//
// Who writes a lane in order holds a lease of (lane, partition). Its number is higher than
// every number given before, as far as the clock goes also after the store has lost
// everything: so the bucket store can tell a writer that was overtaken and does not know it.

import type { WorkerId } from '../ids.ts'
import type { Gear } from '../ingest/gear.ts'
import type { Lane } from '../partition.ts'

/** A lane as one worker finds it in one partition. */
export type LaneReport = {
  readonly lane: Lane
  readonly partition: number
  /** Age of the oldest message that waits or is being written; 0 when none is. */
  readonly lagMs: number
  /** Messages that wait, less those that are being written. */
  readonly waiting: number
  /** Writes under way. */
  readonly writers: number
  /** How many writers in order what comes in now would keep busy: 0.5 is half the time of one. */
  readonly load: number
}

/** What is known of all lanes: those of which nothing is said are in gear 1 and keep up. */
export type LanesNow = {
  /** Of the workers whose lease has not run out. */
  readonly reports: readonly (LaneReport & { readonly worker: WorkerId })[]
  /** The published gears above 1. */
  readonly gears: ReadonlyMap<Lane, Gear>
  /** The gears that operators have pinned. */
  readonly pins: ReadonlyMap<Lane, Gear>
}

export type Lease = {
  readonly lane: Lane
  readonly partition: number
  readonly number: number
}

/** Every method throws Fault `store-unavailable` when the store does not answer. */
export interface Lanes {
  /**
   * Takes what this worker holds now, instead of what it said before, and renews its lease and
   * with it all that it may write. Answers with what is known, itself included.
   */
  exchange(worker: WorkerId, reports: readonly LaneReport[]): Promise<LanesNow>
  /** What is known, for who only looks. */
  read(): Promise<LanesNow>
  /** The published gears above 1: cheap enough for every producer, several times a second. */
  gears(): Promise<ReadonlyMap<Lane, Gear>>
  /**
   * Publishes the gear of a lane, for whom may write it. False: the lease is not this worker's
   * any more, and nothing was changed.
   */
  publish(worker: WorkerId, lease: Lease, gear: Gear): Promise<boolean>
  /** From now on the lane is to be in this gear; undefined: in the one its lag asks for. */
  pin(lane: Lane, gear: Gear | undefined): Promise<void>
  /**
   * The right to write this lane out of this partition in order, for as long as the worker's
   * lease is renewed. Asked again it has a new number. Undefined: another worker has it.
   */
  acquire(worker: WorkerId, lane: Lane, partition: number): Promise<Lease | undefined>
  /** Gives these up, unless they are somebody else's by now. */
  release(worker: WorkerId, leases: readonly Lease[]): Promise<void>
  /** Forgets what the worker said, and frees all that it may write, at once. */
  leave(worker: WorkerId): Promise<void>
  close(): Promise<void>
}
