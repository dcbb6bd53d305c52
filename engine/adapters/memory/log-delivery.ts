// Hands one partition's records to the one member of a group that owns it.
//
// Batches are in offset order, one at a time; what was appended together is handed out
// together. A batch that the reader rejects is handed out again after a pause.

import { finish, type LowWater, lowWater, rewind } from '../../low-water.ts'
import type { LogReader, LogRecord } from '../../ports/message-log.ts'
import type { NumberedList } from './numbered-list.ts'
import { type Next, Pump } from './pump.ts'

/** Enough to make writing in bulk worth it, few enough to be written within a few ms. */
const BATCH = 500
/** The pause after a first rejection; it doubles with each in a row, up to the longest. */
const PAUSE_MS = 10
const LONGEST_PAUSE_MS = 1_000

export class LogDelivery {
  readonly #records: NumberedList<LogRecord>
  readonly #reader: LogReader
  readonly #pump = new Pump(() => this.#handOut())
  #low: LowWater
  #position: number
  #rejections = 0

  /** @param from the group's commit: the first offset that is not done */
  constructor(records: NumberedList<LogRecord>, reader: LogReader, from: number) {
    this.#records = records
    this.#reader = reader
    this.#low = lowWater(from)
    this.#position = from
  }

  /** Everything below is done. */
  get committed(): number {
    return this.#low.next
  }

  /** There may be something to hand out. */
  wake(): void {
    this.#pump.wake()
  }

  /** Only what was handed out can be done. */
  done(offset: number): void {
    if (offset < this.#position) this.#low = finish(this.#low, offset)
  }

  /** Hands out again from this offset on; never passes anything over. */
  rewind(to: number): void {
    if (to >= this.#position) return
    this.#position = to
    this.#low = rewind(this.#low, to)
    this.wake()
  }

  /** Hands out no more; resolves when the reader has nothing in hand. */
  stop(): Promise<void> {
    return this.#pump.stop()
  }

  async #handOut(): Promise<Next> {
    const from = this.#position
    const records = this.#records.slice(from, from + BATCH)
    if (records.length === 0) return 'idle'
    this.#position = from + records.length
    try {
      await this.#reader.receive(records)
      this.#rejections = 0
      return 0
    } catch {
      // The reader knows why and has counted it; here it only means: again.
      this.#position = Math.min(this.#position, from)
      return Math.min(PAUSE_MS * 2 ** this.#rejections++, LONGEST_PAUSE_MS)
    }
  }
}
