// Ingest: reads the log as the group `ingest`, sorts what it reads into lanes, and has each
// lane write its messages into the buckets.
//
// A record is done when its write has ended, or when there is nothing to write: marks and
// shadowed messages. Nothing is lost when the store is away, for the log gives again what
// was not done; nothing is doubled, for the store knows each message by its id.

import type { Now } from '../clock.ts'
import { type Lane, laneOf } from '../partition.ts'
import type { BucketStore } from '../ports/bucket-store.ts'
import type { LogRecord, MessageLog, Subscription } from '../ports/message-log.ts'
import type { Notices } from '../ports/notices.ts'
import type { IngestCounts } from './counts.ts'
import { Epochs } from './epochs.ts'
import type { Gear } from './gear.ts'
import type { MessageRecord } from './lane-queue.ts'
import { type LaneBounds, type LaneView, LaneWriter } from './lane-writer.ts'
import { Slots } from './slots.ts'
import type { WriteTools } from './write-batch.ts'

const INGEST_GROUP = 'ingest'
/** How often lanes are looked at; well below the lag at which a gear engages. */
const SWEEP_MS = 100
/** Writes under way over all lanes: what one connection to the store carries without queueing long. */
const WRITES_AT_ONCE = 64
/** A lane in which nobody speaks is forgotten after this many sweeps: a minute. */
const IDLE_SWEEPS = 600

export type IngestSettings = LaneBounds & {
  /** How far back the log is read again when the store has lost its numbers. */
  readonly rewindMs: number
}

export type IngestOptions = {
  readonly log: MessageLog
  readonly store: BucketStore
  readonly notices: Notices
  readonly settings: IngestSettings
  readonly counts: IngestCounts
  readonly now: Now
  /** A lane has shifted. */
  readonly onGear: (lane: Lane, gear: Gear) => void
  /** A record cannot be handled; it was counted and passed over. */
  readonly onPoison: (record: LogRecord, cause: unknown) => void
}

type Held = { readonly writer: LaneWriter; idleSweeps: number }

export class IngestWorker {
  readonly #options: IngestOptions
  readonly #lanes = new Map<Lane, Held>()
  readonly #tools: WriteTools
  readonly #epochs: Epochs
  readonly #ending = new AbortController()
  readonly #subscribed: Promise<Subscription>
  #subscription: Subscription | undefined
  #sweeps: NodeJS.Timeout | undefined
  #closed: Promise<void> | undefined

  /** Resolves when it has joined the group. */
  static async start(options: IngestOptions): Promise<IngestWorker> {
    const worker = new IngestWorker(options)
    worker.#subscription = await worker.#subscribed
    worker.#sweeps = setInterval(() => worker.#sweep(), SWEEP_MS).unref()
    return worker
  }

  private constructor(options: IngestOptions) {
    this.#options = options
    const { log, store, notices, counts, onPoison } = options
    this.#epochs = new Epochs(() => this.#rewind(), counts, this.#ending.signal)
    this.#tools = {
      store,
      notices,
      counts,
      onPoison,
      slots: new Slots(WRITES_AT_ONCE),
      done: record => this.#subscription?.done(record),
      learnEpoch: (stream, epoch) => this.#epochs.learn(stream, epoch),
    }
    this.#subscribed = log.subscribe(INGEST_GROUP, {
      receive: records => this.#receive(records),
      revoked: partitions => this.#letGo(partitions),
    })
  }

  /** The lanes of which something is known, as they stand. */
  lanes(): LaneView[] {
    const now = this.#options.now()
    return [...this.#lanes.values()].map(({ writer }) => writer.view(now))
  }

  /** Finishes the writes under way, then leaves the group: the rest is the next member's. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    clearInterval(this.#sweeps)
    this.#ending.abort()
    await this.#letGo()
    await this.#epochs.settled()
    await this.#subscription?.close()
  }

  async #letGo(partitions?: readonly number[]): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ writer }) => writer.letGo(partitions)))
  }

  async #receive(records: readonly LogRecord[]): Promise<void> {
    this.#subscription = await this.#subscribed // the first records may be quicker than it
    if (this.#ending.signal.aborted) return
    const busy = new Set<LaneWriter>()
    for (const record of records) {
      const writer = this.#sort(record)
      if (writer) busy.add(writer)
    }
    for (const writer of busy) writer.work()
    await Promise.all(Array.from(busy, writer => writer.room()))
  }

  /** Puts a record into its lane; one that belongs in none is done at once. */
  #sort(record: LogRecord): LaneWriter | undefined {
    try {
      if (isForBuckets(record)) {
        const { room, kind } = record.entry.message
        const writer = this.#laneOf(laneOf(room, kind))
        writer.add(record)
        return writer
      }
      if (record.entry.type === 'message') this.#tools.counts.add('shadowed', 1)
    } catch (cause) {
      this.#tools.counts.add('poison', 1)
      this.#tools.onPoison(record, cause)
    }
    this.#tools.done(record)
    return undefined
  }

  #laneOf(lane: Lane): LaneWriter {
    const held = this.#lanes.get(lane)
    if (held) return held.writer
    const writer = new LaneWriter(lane, this.#options.settings, this.#tools)
    this.#lanes.set(lane, { writer, idleSweeps: 0 })
    return writer
  }

  #sweep(): void {
    const now = this.#options.now()
    for (const [lane, held] of this.#lanes) {
      const gear = held.writer.shift(now)
      if (gear) this.#options.onGear(lane, gear)
      held.idleSweeps = held.writer.isIdle ? held.idleSweeps + 1 : 0
      if (held.idleSweeps > IDLE_SWEEPS) this.#lanes.delete(lane)
    }
  }

  async #rewind(): Promise<void> {
    const { now, settings } = this.#options
    await this.#subscription?.rewind(now() - settings.rewindMs)
  }
}

function isForBuckets(record: LogRecord): record is MessageRecord {
  return record.entry.type === 'message' && !record.entry.shadowed
}
