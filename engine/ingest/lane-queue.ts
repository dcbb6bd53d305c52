// What waits in one lane out of one partition, in the log's order, and what of it is being
// written. Writes of one queue are told apart by their batch.

import { setMaxListeners } from 'node:events'
import type { Entry, LogRecord } from '../ports/message-log.ts'
import { type ArrivalRate, arrivalRate } from './arrival-rate.ts'

export type MessageEntry = Extract<Entry, { type: 'message' }>
export type MessageRecord = LogRecord & { readonly entry: MessageEntry }
export type Batch = readonly MessageRecord[]

export class LaneQueue {
  #waiting: MessageRecord[] = []
  readonly #writes = new Map<Batch, Promise<void>>()
  readonly #end = new AbortController()
  #arrived = 0
  #rate: ArrivalRate
  /** When its last write in order began. */
  beganAt = 0
  /** Set while the next one waits for its time. */
  waitsForTime = false
  /** Whether the store did not answer its last write. */
  isStuck = false

  constructor(now: number) {
    this.#rate = { perSecond: 0, at: now }
    setMaxListeners(0, this.#end.signal) // one for each write that pauses
  }

  get waiting(): readonly MessageRecord[] {
    return this.#waiting
  }

  /** How many writes are under way. */
  get writes(): number {
    return this.#writes.size
  }

  /** Aborts when the queue is let go. */
  get signal(): AbortSignal {
    return this.#end.signal
  }

  /** Messages a second that come in. */
  get perSecond(): number {
    return this.#rate.perSecond
  }

  add(record: MessageRecord): void {
    if (this.#end.signal.aborted) return
    this.#waiting.push(record)
    this.#arrived++
  }

  /** A look now and then, for the rate. */
  look(now: number): void {
    this.#rate = arrivalRate(this.#rate, this.#arrived, now)
    this.#arrived = 0
  }

  /** The next messages, of one stream, up to so many. */
  take(most: number): Batch {
    const stream = this.#waiting[0]?.entry.message.stream
    let count = 0
    while (count < most && this.#waiting[count]?.entry.message.stream === stream) count++
    return this.#waiting.splice(0, count)
  }

  begin(batch: Batch, write: Promise<void>): void {
    this.#writes.set(batch, write)
  }

  end(batch: Batch): void {
    this.#writes.delete(batch)
  }

  remove(records: ReadonlySet<MessageRecord>): void {
    this.#waiting = this.#waiting.filter(record => !records.has(record))
  }

  /** These were taken and could not be written: they are the next again. */
  putBack(records: Batch): void {
    if (!this.#end.signal.aborted) this.#waiting.unshift(...records)
  }

  /** Forgets what waits; resolves when no write is under way. */
  async letGo(): Promise<void> {
    this.#waiting = []
    this.#end.abort()
    await Promise.all(this.#writes.values())
  }

  /** When the log took the first of what waits and of each write under way. */
  *oldest(): Generator<number> {
    if (this.#waiting[0]) yield this.#waiting[0].appendedAt
    for (const [first] of this.#writes.keys()) if (first) yield first.appendedAt
  }
}
