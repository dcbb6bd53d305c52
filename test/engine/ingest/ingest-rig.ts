// An ingest worker on the memory log and the memory buckets, with a clock that a test turns
// and a store that a test can hold up, fail and lose.

import { MemoryBucketStore } from '../../../engine/adapters/memory/bucket-store.ts'
import { MemoryLanes } from '../../../engine/adapters/memory/lanes.ts'
import { MemoryMessageLog } from '../../../engine/adapters/memory/message-log.ts'
import { type Cursor, START } from '../../../engine/cursor.ts'
import type { StreamId, WorkerId } from '../../../engine/ids.ts'
import type { IngestEvent } from '../../../engine/ingest/counts.ts'
import type { Gear } from '../../../engine/ingest/gear.ts'
import { type IngestSettings, IngestWorker } from '../../../engine/ingest/worker.ts'
import { type Encoded, type Message, PRIORITIES, type Stored } from '../../../engine/message.ts'
import type {
  BucketStore,
  Fence,
  Limits,
  Reading,
  Written,
} from '../../../engine/ports/bucket-store.ts'
import type { Subscription } from '../../../engine/ports/message-log.ts'
import type { Target } from '../../../engine/takedown.ts'
import { entry, NOON, STREAM } from '../../fixtures/message.ts'
import { until } from '../../until.ts'

const EVERYTHING: Limits = { whitelist: 1e6, high: 1e6, low: 1e6 }

const LEASE_MS = 3_000

export const SETTINGS: IngestSettings = {
  engageMs: [500, 2_000, 5_000],
  calmMs: 5_000,
  writers: 4,
  laneLength: 10_000,
  rewindMs: 60_000,
  timeoutMs: 1_000,
}

/** Buckets that a test stands before: `before` runs ahead of every write, and may throw. */
class RigStore implements BucketStore {
  before: (messages: readonly Encoded[]) => void | Promise<void> = () => {}
  /** Runs after every write: what throws here was stored all the same. */
  after: () => void = () => {}
  underWay = 0
  mostAtOnce = 0
  readonly sizes: number[] = []
  /** The fencing number of each write; none: unlocked. */
  readonly fences: (number | undefined)[] = []
  fenced: (messages: readonly Encoded[]) => boolean = () => false
  readonly #now: () => number
  #buckets: MemoryBucketStore
  #lost = 0

  constructor(now: () => number) {
    this.#now = now
    this.#buckets = this.#empty()
  }

  async takeBack(stream: StreamId, target: Target): Promise<number> {
    await this.before([])
    return this.#buckets.takeBack(stream, target)
  }

  async write(stream: StreamId, messages: readonly Encoded[], fence?: Fence): Promise<Written> {
    if (messages.length === 0) return this.#buckets.write(stream, messages) // asks for the epoch
    this.underWay++
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay)
    this.sizes.push(messages.length)
    try {
      await this.before(messages)
      if (this.fenced(messages)) return { epoch: 'e', outcomes: messages.map(() => 'fenced') }
      this.fences.push(fence?.number)
      const written = await this.#buckets.write(stream, messages, fence)
      this.after()
      return written
    } finally {
      this.underWay--
    }
  }

  read(stream: StreamId, after: Cursor, limit: Limits): Promise<Reading> {
    return this.#buckets.read(stream, after, limit)
  }

  history(stream: StreamId, upTo: Cursor, limit: Limits): Promise<Reading> {
    return this.#buckets.history(stream, upTo, limit)
  }

  /** Everything in it is gone, and its numbers too. */
  lose(): void {
    this.#lost++
    this.#buckets = this.#empty()
  }

  /** The ids it holds of a stream, by bucket and number. */
  async ids(stream = STREAM): Promise<string[]> {
    const reading = await this.read(stream, START, EVERYTHING)
    return PRIORITIES.flatMap(priority => reading[priority].messages.map(({ id }: Stored) => id))
  }

  async close(): Promise<void> {}

  #empty(): MemoryBucketStore {
    let streams = 0
    const newEpoch = (): string => `lost-${this.#lost}-${streams++}`
    return new MemoryBucketStore({ now: this.#now, newEpoch, keep: 1e6 })
  }
}

/** A door that stays shut until it is opened, for good. */
export function gate(): { open(): void; passed: Promise<void> } {
  let open = (): void => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, passed }
}

/** `prefix` and a number, so many times from 0. */
export function numbered(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`)
}

type Closer = { after(fn: () => Promise<void>): void }

export class Rig {
  now = NOON
  readonly store = new RigStore(() => this.now)
  readonly log: MemoryMessageLog
  readonly lanes = new MemoryLanes({ now: () => this.now, leaseMs: LEASE_MS })
  readonly counted: Partial<Record<IngestEvent, number>> = {}
  readonly gears: [lane: string, gear: Gear][] = []
  readonly poisoned: unknown[] = []
  readonly takenBack: [act: string, many: number][] = []
  readonly noticed: StreamId[] = []
  readonly #subscriptions: Subscription[] = []
  #workers = 0

  constructor(partitions = 1) {
    this.log = new MemoryMessageLog({ partitions, now: () => this.now, keepMs: 3.6e6, most: 1e6 })
  }

  /** Says these things now, one after the other. */
  async append(
    texts: readonly string[],
    partition = 0,
    over: Partial<Message> = {},
  ): Promise<void> {
    for (const text of texts)
      await this.log.append(partition, entry(text, { at: this.now, ...over }))
  }

  /** Resolves when every record is done. */
  async finished(): Promise<void> {
    await until(async () => (await this.#undone()) === 0, { withinMs: 20_000 })
  }

  async start(t: Closer, over: Partial<IngestSettings> = {}): Promise<IngestWorker> {
    const worker = await IngestWorker.start({
      worker: `worker-${++this.#workers}` as WorkerId,
      lanes: this.lanes,
      log: Object.assign(Object.create(this.log), {
        subscribe: async (...args: Parameters<MemoryMessageLog['subscribe']>) => {
          const subscription = await this.log.subscribe(...args)
          this.#subscriptions.push(subscription)
          return subscription
        },
      }),
      store: this.store,
      notices: {
        publish: stream => this.noticed.push(stream),
        watch: () => () => {},
        close: async () => {},
      },
      settings: { ...SETTINGS, ...over },
      counts: {
        add: (event, times) => {
          this.counted[event] = (this.counted[event] ?? 0) + times
        },
      },
      now: () => this.now,
      spacingMs: () => 0,
      onGear: (lane, gear) => this.gears.push([lane, gear]),
      onPoison: (_, cause) => this.poisoned.push(cause),
      onTakenBack: ({ act }, many) => this.takenBack.push([act, many]),
    })
    t.after(() => worker.close())
    return worker
  }

  async #undone(): Promise<number> {
    const lags = await Promise.all(this.#subscriptions.map(subscription => subscription.lag()))
    return lags.flat().reduce((sum, { waiting }) => sum + waiting, 0)
  }
}
