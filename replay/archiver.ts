// Writes down what was said: reads the log as the group `archiver` and stores it in batches.
//
// A record is done when the archive has it and not before. When the archive is away, the
// same records are tried again, a few batches are held, and the rest waits in the log. A process that dies between storing and being done reads the same records again,
// and the archive knows them by their ids.

import { setTimeout as pause } from 'node:timers/promises'
import type { Now } from '../engine/clock.ts'
import { backOff } from '../engine/ingest/back-off.ts'
import type { Archive, Mark } from '../engine/ports/archive.ts'
import type { LogRecord, MessageLog, Subscription } from '../engine/ports/message-log.ts'
import type { Touched } from '../engine/ports/takebacks.ts'
import { archiveBatch } from './archive-batch.ts'

const ARCHIVER_GROUP = 'archiver'

export type ArchiverSettings = {
  /** One transaction holds up to this many. */
  readonly batchRows: number
  /** A batch waits this long for more. */
  readonly batchMs: number
}

export type ArchiverOptions = {
  readonly log: MessageLog
  readonly archive: Pick<Archive, 'store' | 'takebacks' | 'shift'>
  readonly settings: ArchiverSettings
  readonly now: Now
  /** The archive has a closing mark, not yet of every partition. Tried again when it rejects. */
  readonly onClosed: (mark: Mark) => Promise<void>
  /** The archive has taken back what this act names. Called again when it is read again. */
  readonly onTakenBack: (act: string, touched: readonly Touched[]) => void
  /** The archive did not take a batch, which is tried again; told once per outage. */
  readonly onOutage: (cause: unknown) => void
}

export type ArchiverCounts = { rows: number; batches: number; retries: number }

/** Enough that the next batch is there when one is stored. */
const BATCHES_HELD = 4
const DRAIN_POLL_MS = 10

export class Archiver {
  readonly counts: ArchiverCounts = { rows: 0, batches: 0, retries: 0 }
  readonly #options: ArchiverOptions
  readonly #ending = new AbortController()
  readonly #subscribed: Promise<Subscription>
  /** Received and not stored, in the order received. */
  #held: readonly LogRecord[] = []
  #waiting: (() => void)[] = []
  #filling: AbortController | undefined
  #attempt: Promise<boolean> | undefined
  #running: Promise<void> | undefined
  #failures = 0
  #closed: Promise<void> | undefined

  /** Resolves when it has joined the group. */
  static async start(options: ArchiverOptions): Promise<Archiver> {
    const archiver = new Archiver(options)
    await archiver.#subscribed
    return archiver
  }

  private constructor(options: ArchiverOptions) {
    this.#options = options
    this.#subscribed = options.log.subscribe(ARCHIVER_GROUP, {
      receive: records => this.#receive(records),
      revoked: partitions => this.#letGo(partitions),
    })
  }

  /** Age of the oldest record that was received and is not stored; 0 when none is. */
  lagMs(): number {
    const oldest = this.#held.reduce((at, { appendedAt }) => Math.min(at, appendedAt), Infinity)
    return this.#held.length === 0 ? 0 : Math.max(0, this.#options.now() - oldest)
  }

  /**
   * Waits until everything in the log is archived: a log that ends with the process keeps
   * nothing for the next. False: not within `withinMs`.
   */
  async drain(withinMs: number): Promise<boolean> {
    const subscription = await this.#subscribed
    const deadline = performance.now() + withinMs
    for (;;) {
      const lag = await subscription.lag()
      if (lag.every(({ waiting }) => waiting === 0)) return true
      if (performance.now() > deadline) return false
      this.#filling?.abort()
      await pause(DRAIN_POLL_MS)
    }
  }

  /** Stores what was received, if the archive takes it now, and leaves the group. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#ending.abort()
    this.#filling?.abort()
    await this.#running
    this.#release()
    const subscription = await this.#subscribed
    await subscription.close()
  }

  async #receive(records: readonly LogRecord[]): Promise<void> {
    // Not done, so it is given again to whoever comes next.
    if (this.#ending.signal.aborted) return this.#running
    this.#held = [...this.#held, ...records]
    if (this.#held.length >= this.#options.settings.batchRows || records.some(isUrgent))
      this.#filling?.abort()
    this.#running ??= this.#run()
    if (this.#held.length >= this.#options.settings.batchRows * BATCHES_HELD)
      await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  async #letGo(partitions: readonly number[]): Promise<void> {
    this.#held = this.#held.filter(({ partition }) => !partitions.includes(partition))
    this.#release()
    await this.#attempt
  }

  async #run(): Promise<void> {
    while (this.#held.length > 0) {
      await this.#fill()
      this.#attempt = this.#storeNext()
      const stored = await this.#attempt
      if (stored) continue
      if (this.#ending.signal.aborted) break // the log has it still
      await backOff(this.#failures++, this.#ending.signal)
    }
    this.#running = undefined
  }

  /** Until a batch is full or old enough. */
  async #fill(): Promise<void> {
    const { batchRows, batchMs } = this.#options.settings
    if (this.#held.length >= batchRows || this.#ending.signal.aborted) return
    if (this.#held.some(isUrgent)) return
    this.#filling = new AbortController()
    await pause(batchMs, undefined, { signal: this.#filling.signal }).catch(() => {})
    this.#filling = undefined
  }

  /** Whether the archive has taken it. */
  async #storeNext(): Promise<boolean> {
    const { archive, log, settings, onClosed, onOutage } = this.#options
    const records = this.#held.slice(0, settings.batchRows)
    if (records.length === 0) return true
    try {
      await this.#takeBack(records)
      const batch = archiveBatch(records, log)
      await archive.store(batch)
      await this.#shift(records)
      for (const mark of batch.marks) if (mark.mark === 'closed') await onClosed(mark)
    } catch (cause) {
      this.counts.retries++
      // At the end nothing is tried again, and `drain` has said what is left.
      if (this.#failures === 0 && !this.#ending.signal.aborted) onOutage(cause)
      return false
    }
    await this.#finish(records)
    return true
  }

  /** Ahead of the batch: what comes with it or later is taken back as it is stored. */
  async #takeBack(records: readonly LogRecord[]): Promise<void> {
    const { archive, log, onTakenBack } = this.#options
    for (const { offset, entry } of records) {
      if (entry.type === 'takedown') {
        const touched = await archive.takebacks.takeDown(entry, { log: log.identity, offset })
        onTakenBack(entry.act, [touched])
      }
      if (entry.type === 'erasure') onTakenBack(entry.act, await archive.takebacks.erase(entry))
    }
  }

  /** After the batch: the stream may have come with it. */
  async #shift(records: readonly LogRecord[]): Promise<void> {
    const { archive, onTakenBack } = this.#options
    for (const { entry } of records) {
      if (entry.type !== 'shift') continue
      const { act, room, stream, shiftMs } = entry
      const isKnown = await archive.shift(stream, shiftMs)
      onTakenBack(act, isKnown ? [{ room, stream, messages: 0 }] : [])
    }
  }

  async #finish(records: readonly LogRecord[]): Promise<void> {
    const subscription = await this.#subscribed
    const stored = new Set(records)
    this.#held = this.#held.filter(record => !stored.has(record))
    for (const record of records) subscription.done(record)
    this.#failures = 0
    this.counts.batches++
    this.counts.rows += records.length
    if (this.#held.length < this.#options.settings.batchRows * BATCHES_HELD) this.#release()
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

/** Nobody is to read it a moment longer. */
function isUrgent({ entry }: LogRecord): boolean {
  return entry.type === 'takedown' || entry.type === 'erasure' || entry.type === 'shift'
}
