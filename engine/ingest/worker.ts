// Ingest: reads the log as the group `ingest`, sorts what it reads into lanes, and has each
// lane write its messages into the buckets. Now and then it looks at its lanes, and turns the
// gearbox: what lanes are behind, in which gear each is, and who may write it.
//
// A record is done when its write has ended, or when there is nothing to write: marks and
// shadowed messages; what is taken back is done when the store has taken it back. Nothing is lost when the store is away, for the log gives again what
// was not done; nothing is doubled, for the store knows each message by its id.

import type { Now } from '../clock.ts'
import type { WorkerId } from '../ids.ts'
import { type Lane, laneOf } from '../partition.ts'
import type { BucketStore } from '../ports/bucket-store.ts'
import type { LaneReport, Lanes } from '../ports/lanes.ts'
import type { LogRecord, MessageLog, Subscription } from '../ports/message-log.ts'
import type { Notices } from '../ports/notices.ts'
import type { Takedown } from '../takedown.ts'
import type { IngestCounts } from './counts.ts'
import { Epochs } from './epochs.ts'
import type { Gear } from './gear.ts'
import { Gearbox } from './gearbox.ts'
import type { MessageRecord } from './lane-queue.ts'
import { type LaneState, laneStates } from './lane-state.ts'
import { type LaneBounds, type LaneTools, LaneWriter } from './lane-writer.ts'
import { Leases } from './leases.ts'
import { Slots } from './slots.ts'
import { Takebacks } from './takebacks.ts'

const INGEST_GROUP = 'ingest'
/** How often lanes are looked at; well below the lag at which a gear engages. */
const SWEEP_MS = 100
/** Writes under way over all lanes: what one connection to the store carries without queueing long. */
const WRITES_AT_ONCE = 64
/** A worker that holds no lane turns its gearbox every so many sweeps: an idle process is to cost nothing. */
const QUIET_SWEEPS = 5
/** A lane in which nobody speaks is forgotten after this many sweeps: a minute. */
const IDLE_SWEEPS = 600

export type IngestSettings = LaneBounds & {
  /** How far back the log is read again when the store has lost its numbers. */
  readonly rewindMs: number
}

export type IngestOptions = {
  /** Another for every process. */
  readonly worker: WorkerId
  readonly log: MessageLog
  readonly lanes: Lanes
  readonly store: BucketStore
  readonly notices: Notices
  readonly settings: IngestSettings
  readonly counts: IngestCounts
  readonly now: Now
  /** The least time from one write in order to the next of a lane, by how busy the process is. */
  readonly spacingMs: () => number
  /** A lane whose gear is decided here has shifted. */
  readonly onGear: (lane: Lane, gear: Gear) => void
  /** A record cannot be handled; it was counted and passed over. */
  readonly onPoison: (record: LogRecord, cause: unknown) => void
  /** So many messages were taken back out of the buckets. */
  readonly onTakenBack: (takedown: Takedown, many: number) => void
}

type Held = { readonly writer: LaneWriter; idleSweeps: number }

export class IngestWorker {
  readonly #options: IngestOptions
  readonly #lanes = new Map<Lane, Held>()
  readonly #tools: LaneTools
  readonly #leases: Leases
  readonly #gearbox: Gearbox
  readonly #epochs: Epochs
  readonly #takebacks: Takebacks
  readonly #ending = new AbortController()
  readonly #subscribed: Promise<Subscription>
  #subscription: Subscription | undefined
  #sweeps: NodeJS.Timeout | undefined
  #swept = 0
  /** The gearbox's turn under way. */
  #turn: Promise<void> | undefined
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
    const { worker, log, lanes, store, notices, settings, counts, now } = options
    const { onGear, onPoison } = options
    const leases = new Leases(lanes, worker)
    const { partitions } = log
    this.#leases = leases
    const rule = { ...settings, partitions }
    this.#gearbox = new Gearbox({ lanes, leases, worker, rule, onGear })
    this.#epochs = new Epochs({
      rewind: () => this.#rewind(),
      rewindMs: settings.rewindMs,
      epochOf: async stream => (await store.write(stream, [])).epoch,
      counts,
      signal: this.#ending.signal,
    })
    this.#takebacks = new Takebacks({
      store,
      signal: this.#ending.signal,
      retried: () => counts.add('retried', 1),
      done: record => this.#subscription?.done(record),
      onTakenBack: (takedown, many) => {
        counts.add('takenBack', many)
        options.onTakenBack(takedown, many)
      },
    })
    this.#tools = {
      store,
      notices,
      counts,
      now,
      leases,
      onPoison,
      spacingMs: options.spacingMs,
      slots: new Slots(WRITES_AT_ONCE),
      done: record => this.#subscription?.done(record),
      learnEpoch: (stream, epoch) => this.#epochs.learn(stream, epoch, now()),
    }
    this.#subscribed = log.subscribe(INGEST_GROUP, {
      receive: records => this.#receive(records),
      revoked: partitions => this.#revoked(partitions),
    })
  }

  /** The lanes that this worker holds, as they stand here. */
  lanes(): LaneState[] {
    const gears = new Map([...this.#lanes.keys()].map(lane => [lane, this.#gearbox.gearOf(lane)]))
    const { worker } = this.#options
    const reports = this.#reports().map(report => ({ ...report, worker }))
    return laneStates({ reports, gears, pins: new Map() })
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
    await this.#turn
    await this.#options.lanes.leave(this.#options.worker).catch(() => {}) // then its lease runs out
    await this.#epochs.settled()
    await this.#takebacks.settled()
    await this.#subscription?.close()
  }

  async #revoked(partitions: readonly number[]): Promise<void> {
    await this.#letGo(partitions)
    await this.#leases.release(({ partition }) => partitions.includes(partition))
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
      if (record.entry.type === 'takedown') {
        this.#takebacks.add(record, record.entry)
        return undefined
      }
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
    writer.shiftTo(this.#gearbox.gearOf(lane))
    this.#lanes.set(lane, { writer, idleSweeps: 0 })
    return writer
  }

  #sweep(): void {
    const now = this.#options.now()
    this.#epochs.look(now)
    for (const [lane, { writer }] of this.#lanes) {
      writer.look(now)
      this.#forgetIdle(lane)
    }
    const isQuiet = this.#lanes.size === 0
    if (this.#swept++ % QUIET_SWEEPS > 0 && isQuiet) return
    this.#turn ??= this.#turnGears(now).finally(() => {
      this.#turn = undefined
    })
  }

  #forgetIdle(lane: Lane): void {
    const held = this.#lanes.get(lane) as Held
    held.idleSweeps = held.writer.isIdle ? held.idleSweeps + 1 : 0
    if (held.idleSweeps > IDLE_SWEEPS) this.#lanes.delete(lane)
  }

  async #turnGears(now: number): Promise<void> {
    try {
      await this.#gearbox.turn(this.#reports(), this.#owned, now)
    } catch {
      return // the store is away: everything stays as it is
    }
    for (const [lane, { writer }] of this.#lanes) writer.shiftTo(this.#gearbox.gearOf(lane))
    await this.#leases.release(({ lane, partition }) => !this.#needs(lane, partition))
  }

  #needs(lane: Lane, partition: number): boolean {
    return this.#lanes.has(lane) && this.#owned.includes(partition)
  }

  get #owned(): readonly number[] {
    return this.#subscription?.partitions ?? []
  }

  #reports(): LaneReport[] {
    const now = this.#options.now()
    return [...this.#lanes.values()].flatMap(({ writer }) => writer.reports(now))
  }

  async #rewind(): Promise<void> {
    const { now, settings } = this.#options
    await this.#subscription?.rewind(now() - settings.rewindMs)
  }
}

function isForBuckets(record: LogRecord): record is MessageRecord {
  return record.entry.type === 'message' && !record.entry.shadowed
}
