// One partition's records on their way from Kafka to the member that owns it: fetched ahead,
// handed out in order, one batch at a time. A batch that the reader rejects is handed out
// again after a pause.
//
// Fetching is asked to stop while more than `FULL` records wait here, and to go on below
// `ROOM`. What cannot be read is put aside and is as good as finished.

import { finish, type LowWater, lowWater, rewind } from '../../low-water.ts'
import type { LogReader, LogRecord } from '../../ports/message-log.ts'
import { type Next, Pump } from '../memory/pump.ts'
import { decodeRecord } from './records.ts'

/** As in the memory log: writing in bulk is worth it, and done within a few ms. */
const BATCH = 500
/** A fetch brings up to some 800; so the next is here before the last is handed out. */
const FULL = 2_000
const ROOM = 1_000
/** The pause after a first rejection; it doubles with each in a row, up to the longest. */
const PAUSE_MS = 10
const LONGEST_PAUSE_MS = 1_000

/** As kafkajs gives it. */
export type Fetched = {
  readonly offset: string
  readonly timestamp: string
  readonly value: Buffer | null
}

export type PartitionFeedOptions = {
  readonly partition: number
  /** The group's commit: the first offset that is not done. */
  readonly from: number
  readonly reader: Pick<LogReader, 'receive'>
  readonly poison: (record: Fetched, why: string) => void
  /** Whether to fetch more of this partition. */
  readonly fetchMore: (more: boolean) => void
  /** There is something to commit. */
  readonly progressed: () => void
}

export class PartitionFeed {
  readonly #options: PartitionFeedOptions
  readonly #pump = new Pump(() => this.#handOut())
  #fetched: Fetched[] = []
  /** Handed out and rejected. */
  #rejected: readonly LogRecord[] = []
  #low: LowWater
  /** What comes after what was fetched, and after what was handed out. */
  #nextFetched: number
  #nextHanded: number
  #rejections = 0
  #full = false

  constructor(options: PartitionFeedOptions) {
    this.#options = options
    this.#low = lowWater(options.from)
    this.#nextFetched = options.from
    this.#nextHanded = options.from
  }

  /** Everything below is done. */
  get committed(): number {
    return this.#low.next
  }

  /** Takes what was fetched, in offset order. */
  take(records: readonly Fetched[]): void {
    const [first, last] = [records[0], records.at(-1)]
    if (!first || !last) return
    // Kafka let go of what was between, or the topic is another: what was is past.
    if (Number(first.offset) !== this.#nextFetched) this.#startAnew(Number(first.offset))
    this.#fetched.push(...records)
    this.#nextFetched = Number(last.offset) + 1
    this.#regulate()
    this.#pump.wake()
  }

  /** Only what was handed out can be done. */
  done(offset: number): void {
    if (offset >= this.#nextHanded) return
    const { next } = this.#low
    this.#low = finish(this.#low, offset)
    if (this.#low.next !== next) this.#options.progressed()
  }

  /** Starts over from this offset; never passes anything over. Whether there is need to. */
  rewind(to: number): boolean {
    if (to >= this.#nextHanded) return false
    this.#low = rewind(this.#low, to)
    this.#restartAt(to)
    return true
  }

  /** Hands out no more; resolves when the reader has nothing in hand. */
  stop(): Promise<void> {
    return this.#pump.stop()
  }

  #startAnew(from: number): void {
    this.#low = lowWater(from)
    this.#restartAt(from)
  }

  #restartAt(offset: number): void {
    this.#fetched = []
    this.#rejected = []
    this.#nextFetched = offset
    this.#nextHanded = offset
    this.#regulate()
  }

  async #handOut(): Promise<Next> {
    if (this.#rejected.length === 0 && this.#fetched.length === 0) return 'idle'
    const records = this.#next()
    const before = this.#fetched
    try {
      if (records.length > 0) await this.#options.reader.receive(records)
      this.#rejections = 0
      return 0
    } catch {
      // The reader knows why and has counted it; here it only means: again.
      if (before === this.#fetched) this.#rejected = records
      return Math.min(PAUSE_MS * 2 ** this.#rejections++, LONGEST_PAUSE_MS)
    }
  }

  #next(): readonly LogRecord[] {
    const again = this.#rejected
    this.#rejected = []
    if (again.length > 0) return again
    const records = this.#fetched.splice(0, BATCH)
    this.#nextHanded = Number(records.at(-1)?.offset) + 1
    this.#regulate()
    return records.flatMap(record => this.#decode(record))
  }

  #decode(record: Fetched): LogRecord[] {
    const offset = Number(record.offset)
    const decoded = decodeRecord(record.value)
    if ('poison' in decoded) {
      this.#options.poison(record, decoded.poison)
      this.done(offset)
      return []
    }
    const { partition } = this.#options
    return [{ partition, offset, appendedAt: Number(record.timestamp), entry: decoded.entry }]
  }

  #regulate(): void {
    const full = this.#fetched.length >= (this.#full ? ROOM : FULL)
    if (full === this.#full) return
    this.#full = full
    this.#options.fetchMore(!full)
  }
}
