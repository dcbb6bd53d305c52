// One lane at work: its queues (one for each partition its messages come out of), and the
// writes under way.
//
// In gears 1 and 2 each queue is written in order, one write at a time, by who holds its
// lease. When somebody else turns out to write it, the queue is given up until it has a lease
// again, and what it holds waits. In gears 3 and 4 a queue has as many writes under way as the
// pool has writers, and needs no lease. A lane that holds more than it may lets nothing more in;
// in gear 4, when the pool cannot grow, it sheds instead, unless the store is away: then nothing
// would be gained.

import type { Lane } from '../partition.ts'
import type { LaneReport, Lease } from '../ports/lanes.ts'
import { type Gear, type GearRule, isParallel } from './gear.ts'
import { laneLagMs } from './lane-lag.ts'
import { type Batch, LaneQueue, type MessageRecord } from './lane-queue.ts'
import { fenceOf, type Leases } from './leases.ts'
import { chooseShed } from './shedding.ts'
import { type Answer, type WriteTools, type Writing, writeBatch } from './write-batch.ts'
import { batchSize, learn, leastMessageMs, UNKNOWN_COST } from './write-cost.ts'
import { inTimeMs, ONE_WRITER, type Pool, resize } from './writer-pool.ts'

const SHEDS: Gear = 4
/** Of the lag at which second gear engages: as much the pool of writers lets be. */
const BEARABLE = 0.1

export type LaneBounds = GearRule & {
  /** Writes at once of one partition, in gears 3 and 4, at most. */
  readonly writers: number
  /** How many messages may wait. */
  readonly laneLength: number
  /** A write that the store has not answered by then has failed. */
  readonly timeoutMs: number
}

export type LaneTools = WriteTools & { readonly leases: Leases }

export class LaneWriter {
  readonly #lane: Lane
  readonly #bounds: LaneBounds
  readonly #tools: LaneTools
  readonly #queues = new Map<number, LaneQueue>()
  #gear: Gear = 1
  #pool: Pool = ONE_WRITER
  /** What writes have been taking. */
  #cost = UNKNOWN_COST
  /** Since the pool was looked at last: of all writes, and of those that succeeded. */
  #slowestMs: number | undefined
  #slowestStoredMs = 0
  #hasFailed = false
  /** Whether it cannot go any faster. */
  #isFlatOut = false
  #wantRoom: (() => void)[] = []

  constructor(lane: Lane, bounds: LaneBounds, tools: LaneTools) {
    this.#lane = lane
    this.#bounds = bounds
    this.#tools = tools
  }

  /** Takes a record in. `work` begins with it. */
  add(record: MessageRecord): void {
    const queue = this.#queues.get(record.partition) ?? new LaneQueue(this.#tools.now())
    this.#queues.set(record.partition, queue)
    queue.add(record)
  }

  /** Begins what may begin now. */
  work(): void {
    this.#shed()
    for (const [partition, queue] of this.#queues) {
      if (isParallel(this.#gear)) this.#write(queue)
      else this.#writeInOrder(queue, partition)
    }
    if (this.#hasRoom) this.#letIn()
  }

  /** Resolves when no more wait than may. */
  async room(): Promise<void> {
    if (!this.#hasRoom) await new Promise<void>(resolve => this.#wantRoom.push(resolve))
  }

  shiftTo(gear: Gear): void {
    if (gear === this.#gear) return
    if (!isParallel(gear)) this.#pool = ONE_WRITER
    this.#gear = gear
    this.#isFlatOut = false
    this.work()
  }

  /** A look now and then: the pool follows the lag, and what had no lease asks again. */
  look(now: number): void {
    for (const queue of this.#queues.values()) queue.look(now)
    if (isParallel(this.#gear)) this.#resize(now)
    const isLate = this.#slowestStoredMs > inTimeMs(this.#bounds.timeoutMs)
    this.#isFlatOut = this.#gear === SHEDS && (isLate || this.#pool.writers >= this.#bounds.writers)
    this.#slowestMs = undefined
    this.#slowestStoredMs = 0
    this.#hasFailed = false
    this.work()
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
    const isBusy = [...this.#queues.values()].some(queue => queue.writes > 0)
    return !isBusy && this.#waiting === 0 && this.#gear === 1
  }

  /** The lane as it stands, by partition. */
  reports(now: number): LaneReport[] {
    return Array.from(this.#queues, ([partition, queue]) => {
      const lagMs = laneLagMs(queue.oldest(), now)
      const { waiting, writes, perSecond } = queue
      const load = (perSecond * leastMessageMs(this.#cost)) / 1_000
      return { lane: this.#lane, partition, lagMs, waiting: waiting.length, writers: writes, load }
    })
  }

  get #waiting(): number {
    let waiting = 0
    for (const queue of this.#queues.values()) waiting += queue.waiting.length
    return waiting
  }

  get #hasRoom(): boolean {
    return this.#waiting <= this.#bounds.laneLength
  }

  #writeInOrder(queue: LaneQueue, partition: number): void {
    if (queue.writes > 0 || queue.waiting.length === 0 || queue.waitsForTime) return
    const { leases } = this.#tools
    const lease = leases.held(this.#lane, partition)
    if (lease && this.#mustWait(queue)) return
    if (lease) this.#begin(queue.take(batchSize(this.#cost)), queue, lease)
    else void leases.take(this.#lane, partition).then(taken => taken && this.work())
  }

  /** A busy process writes a lane less often, and more at once. */
  #mustWait(queue: LaneQueue): boolean {
    const { now, spacingMs } = this.#tools
    const waitMs = queue.beganAt + spacingMs() - now()
    if (waitMs <= 0) {
      queue.beganAt = now()
      return false
    }
    queue.waitsForTime = true
    setTimeout(() => {
      queue.waitsForTime = false
      this.work()
    }, waitMs)
    return true
  }

  /** What waits is shared among the writers that have nothing to do. */
  #write(queue: LaneQueue): void {
    for (let free = this.#pool.writers - queue.writes; free > 0; free--) {
      if (queue.waiting.length === 0) return
      const share = Math.ceil(queue.waiting.length / free)
      this.#begin(queue.take(Math.min(share, batchSize(this.#cost))), queue)
    }
  }

  #begin(batch: Batch, queue: LaneQueue, lease?: Lease): void {
    queue.begin(batch, this.#writeBatch(batch, queue, lease))
  }

  async #writeBatch(batch: Batch, queue: LaneQueue, lease: Lease | undefined): Promise<void> {
    const fence = lease && fenceOf(lease)
    const answered: Writing['answered'] = answer => this.#answered(answer)
    const isOurs = await writeBatch(batch, { queue, fence, answered }, this.#tools)
    queue.end(batch)
    if (!isOurs && lease) this.#tools.leases.lost(lease)
    if (isOurs) this.work() // else at the next look, so that who is fenced off asks now and then
  }

  #answered({ messages, ms, isStored }: Answer): void {
    this.#slowestMs = Math.max(this.#slowestMs ?? 0, ms)
    if (!isStored) {
      this.#hasFailed = true
      return // how soon a store says no tells nothing of how soon it stores
    }
    this.#cost = learn(this.#cost, messages, ms)
    this.#slowestStoredMs = Math.max(this.#slowestStoredMs, ms)
  }

  #resize(now: number): void {
    const queues = [...this.#queues.values()]
    const { writers } = this.#pool
    const reading = {
      lagMs: laneLagMs(
        queues.flatMap(queue => [...queue.oldest()]),
        now,
      ),
      answerMs: this.#slowestMs,
      hasFailed: this.#hasFailed,
      isBusy: queues.some(queue => queue.writes >= writers && queue.waiting.length > 0),
    }
    const { writers: most, engageMs, timeoutMs } = this.#bounds
    this.#pool = resize(this.#pool, reading, now, {
      most,
      lagMs: BEARABLE * engageMs[0],
      inTimeMs: inTimeMs(timeoutMs),
    })
  }

  #shed(): void {
    const queues = [...this.#queues.values()]
    const excess = this.#waiting - this.#bounds.laneLength
    if (!this.#isFlatOut || excess <= 0) return
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
