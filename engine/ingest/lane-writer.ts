// One lane at work: its queues (one for each partition its messages come out of), the gear
// it is in, and the writes under way.
//
// In gears 1 and 2 each queue has one write under way at a time, so that its order is the
// log's; in gears 3 and 4 as many as there are writers. A lane that holds more than it may
// lets nothing more in; in gear 4 it sheds instead, unless the store is away: then nothing
// would be gained.

import type { Lane } from '../partition.ts'
import { type Gear, type GearRule, IDLE, shift, type Transmission } from './gear.ts'
import { laneLagMs } from './lane-lag.ts'
import { type Batch, LaneQueue, type MessageRecord } from './lane-queue.ts'
import { chooseShed } from './shedding.ts'
import { type WriteTools, writeBatch } from './write-batch.ts'

/** Large enough that the way to the store is not what costs, small enough to be stored in a few ms. */
const BATCH = 200
const SEVERAL_WRITES: Gear = 3
const SHEDS: Gear = 4

export type LaneBounds = GearRule & {
  /** Writes at once of one partition, in gears 3 and 4. */
  readonly writers: number
  /** How many messages may wait. */
  readonly laneLength: number
}

/** A lane as operators see it. */
export type LaneView = {
  readonly lane: Lane
  readonly gear: Gear
  readonly lagMs: number
  /** Messages that wait, less those that are being written. */
  readonly waiting: number
  /** Writes under way. */
  readonly writers: number
}

export class LaneWriter {
  readonly #lane: Lane
  readonly #bounds: LaneBounds
  readonly #tools: WriteTools
  readonly #queues = new Map<number, LaneQueue>()
  #transmission: Transmission = IDLE
  #wantRoom: (() => void)[] = []

  constructor(lane: Lane, bounds: LaneBounds, tools: WriteTools) {
    this.#lane = lane
    this.#bounds = bounds
    this.#tools = tools
  }

  /** Takes a record in. `work` begins with it. */
  add(record: MessageRecord): void {
    const queue = this.#queues.get(record.partition) ?? new LaneQueue()
    this.#queues.set(record.partition, queue)
    queue.add(record)
  }

  /** Begins what may begin now. */
  work(): void {
    this.#shed()
    for (const queue of this.#queues.values()) this.#write(queue)
    if (this.#hasRoom) this.#letIn()
  }

  /** Resolves when no more wait than may. */
  async room(): Promise<void> {
    if (!this.#hasRoom) await new Promise<void>(resolve => this.#wantRoom.push(resolve))
  }

  /** Looks at the lag; returns the new gear if the lane shifted. */
  shift(now: number): Gear | undefined {
    const before = this.#transmission.gear
    this.#transmission = shift(this.#transmission, this.#lagMs(now), now, this.#bounds)
    const { gear } = this.#transmission
    if (gear === before) return undefined
    this.work()
    return gear
  }

  /** Forgets what waits, of one partition or of all; resolves when no write is under way. */
  async letGo(partitions: readonly number[] = [...this.#queues.keys()]): Promise<void> {
    const leaving = partitions.flatMap(partition => this.#queues.get(partition) ?? [])
    for (const partition of partitions) this.#queues.delete(partition)
    const ended = leaving.map(queue => queue.letGo())
    if (this.#hasRoom) this.#letIn()
    await Promise.all(ended)
  }

  /** Whether forgetting this lane would forget nothing. */
  get isIdle(): boolean {
    const queues = [...this.#queues.values()]
    const busy = queues.some(queue => queue.writes > 0 || queue.isFenced)
    return !busy && this.#waiting === 0 && this.#transmission.gear === 1
  }

  view(now: number): LaneView {
    let writers = 0
    for (const queue of this.#queues.values()) writers += queue.writes
    const { gear } = this.#transmission
    return { lane: this.#lane, gear, lagMs: this.#lagMs(now), waiting: this.#waiting, writers }
  }

  get #waiting(): number {
    let waiting = 0
    for (const queue of this.#queues.values()) waiting += queue.waiting.length
    return waiting
  }

  get #hasRoom(): boolean {
    return this.#waiting <= this.#bounds.laneLength
  }

  #lagMs(now: number): number {
    return laneLagMs(
      [...this.#queues.values()].flatMap(queue => [...queue.oldest()]),
      now,
    )
  }

  #write(queue: LaneQueue): void {
    const most = this.#transmission.gear >= SEVERAL_WRITES ? this.#bounds.writers : 1
    while (queue.waiting.length > 0 && queue.writes < most) {
      const batch = queue.take(BATCH)
      queue.begin(batch, this.#writeBatch(batch, queue))
    }
  }

  async #writeBatch(batch: Batch, queue: LaneQueue): Promise<void> {
    await writeBatch(batch, queue, this.#tools)
    queue.end(batch)
    this.work()
  }

  #shed(): void {
    const queues = [...this.#queues.values()]
    const excess = this.#waiting - this.#bounds.laneLength
    if (this.#transmission.gear < SHEDS || excess <= 0) return
    if (queues.some(({ isStuck }) => isStuck)) return

    const given = chooseShed(
      queues.flatMap(({ waiting }) => waiting),
      excess,
    )
    if (given.size === 0) return
    for (const queue of queues) queue.remove(given)
    for (const record of given) this.#tools.done(record)
    this.#tools.counts.add('shed', given.size)
  }

  #letIn(): void {
    const waiting = this.#wantRoom
    this.#wantRoom = []
    for (const resolve of waiting) resolve()
  }
}
