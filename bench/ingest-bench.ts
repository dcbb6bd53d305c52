// Ingest under test: those who append, in a process beside this one, one worker, and a store in
// front of the real one that takes its time and knows how old each message was when it was stored.

import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RoomId, WorkerId } from '../engine/ids.ts'
import type { Gear } from '../engine/ingest/gear.ts'
import { IngestWorker } from '../engine/ingest/worker.ts'
import { DANMAKU, type Encoded } from '../engine/message.ts'
import { laneOf } from '../engine/partition.ts'
import type { BucketStore, Written } from '../engine/ports/bucket-store.ts'
import type { Lanes } from '../engine/ports/lanes.ts'
import type { MessageLog } from '../engine/ports/message-log.ts'
import type { Notices } from '../engine/ports/notices.ts'
import { Spacing } from '../engine/spacing.ts'
import { newStreamId } from '../engine/stream-id.ts'
import type { Order, Room } from './ingest-speaker.ts'

/** The defaults of the config; a pinned lane heeds none of the times. */
const SETTINGS = {
  engageMs: [500, 2_000, 5_000],
  calmMs: 5_000,
  writers: 32,
  laneLength: 10_000,
  rewindMs: 300_000,
  timeoutMs: 1_000,
} as const
/** By then the worker has published a pinned gear and the producers have heard of it. */
const HEARD_MS = 1_000

export type Twins = {
  readonly log: MessageLog
  readonly store: BucketStore
  readonly lanes: Lanes
  readonly notices: Notices
  /** The process that appends. */
  readonly speaker: ChildProcess
}

export type BenchOptions = {
  readonly rooms: number
  /** Added to each write for each of its messages. */
  readonly writeMs: number
  /** What the lanes are pinned to. */
  readonly gear?: Gear
}

export class IngestBench {
  /** How old each message was when it was stored, in ms, since it was emptied last. */
  agesMs: number[] = []
  stored = 0
  said = 0
  /** Why a message could not be said, if there was one: it makes the run void. */
  refused: unknown
  readonly #speaker: ChildProcess
  readonly #rooms: readonly Room[]
  #worker: IngestWorker | undefined

  private constructor({ speaker }: Twins, { rooms }: BenchOptions) {
    this.#speaker = speaker
    speaker.on('message', this.#hear)
    this.#rooms = Array.from({ length: rooms }, () => {
      return {
        room: `bench-${randomUUID()}` as RoomId,
        stream: newStreamId(Date.now(), Math.random),
      }
    })
  }

  static async start(twins: Twins, options: BenchOptions): Promise<IngestBench> {
    const bench = new IngestBench(twins, options)
    const { gear, writeMs } = options
    const spacing = new Spacing(50)
    for (const { room } of bench.#rooms) await twins.lanes.pin(laneOf(room, DANMAKU), gear)
    bench.#worker = await IngestWorker.start({
      ...twins,
      worker: `bench-${randomUUID()}` as WorkerId,
      store: bench.#inFrontOf(twins.store, writeMs),
      settings: SETTINGS,
      counts: { add: () => {} },
      now: Date.now,
      spacingMs: () => spacing.ms,
      onGear: () => {},
      onPoison: (_, cause) => console.error(cause),
      onTakenBack: () => {},
    })
    bench.#order({ rooms: bench.#rooms })
    await pause(HEARD_MS)
    return bench
  }

  say(many: number): void {
    this.said += many
    this.#order({ say: many })
  }

  async close(): Promise<void> {
    this.#speaker.off('message', this.#hear)
    await this.#worker?.close()
  }

  readonly #hear = (refused: unknown): void => {
    this.refused = refused
  }

  #order(order: Order): void {
    this.#speaker.send(order)
  }

  #inFrontOf(store: BucketStore, writeMs: number): BucketStore {
    const write: BucketStore['write'] = async (stream, messages, fence) => {
      if (writeMs > 0) await pause(Math.ceil(writeMs * messages.length))
      const written = await store.write(stream, messages, fence)
      this.#note(messages, written)
      return written
    }
    return Object.assign(Object.create(store), { write })
  }

  #note(messages: readonly Encoded[], { outcomes }: Written): void {
    const now = Date.now()
    for (const [index, { at }] of messages.entries()) {
      if (outcomes[index] !== 'stored') continue
      this.stored++
      this.agesMs.push(now - at)
    }
  }
}
