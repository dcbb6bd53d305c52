// Buckets in Redis: what many processes write and read.
//
// A stream lives on one of several Redis, found by its id; all its keys carry the id as hash
// tag. One script writes (write.lua), one reads all three buckets (read.lua), each in one
// command. What keys hold, and how an epoch is made, is told in stream.lua.
//
// Reads may go to replicas. A replica may be behind, which to a reader is a message that
// has not come yet; but it can neither let go of what is old nor keep a stream from expiring,
// so every stream that is read is read from its primary now and then.

import type { Now } from '../../clock.ts'
import type { Cursor } from '../../cursor.ts'
import type { StreamId } from '../../ids.ts'
import type { Encoded } from '../../message.ts'
import type {
  BucketStore,
  Fence,
  Limits,
  Outcome,
  Reading,
  Written,
} from '../../ports/bucket-store.ts'
import type { Target } from '../../takedown.ts'
import { RedisConnection } from './connection.ts'
import { packed, readingOf } from './packed-message.ts'
import { loadScript, runScript, type Script } from './scripts.ts'
import { Shards } from './shards.ts'

export type RedisBucketStoreOptions = {
  /** One Redis each; streams are spread over them. */
  readonly urls: readonly string[]
  /** A replica of each, in the same order, that reads go to; none: reads go to the primaries. */
  readonly replicas?: readonly string[]
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** Draws what makes an epoch new: 1 to 20 of `A–Z a–z 0–9 _ -`, never the same twice. */
  readonly newEpoch: () => string
  /** The most a high or low bucket holds. */
  readonly keep?: number
  /** How old a message in a high or low bucket may grow. */
  readonly keepMs?: number
  /** How old a message in a whitelist bucket may grow. */
  readonly whitelistKeepMs?: number
  /** How long an id is remembered. */
  readonly dedupeMs?: number
  /** How long a stream is kept that nobody writes or reads. */
  readonly expiryMs?: number
}

/** As the memory twin; a day is longer than a stream stays on without a viewer. */
const DEFAULTS = {
  prefix: 'barrage',
  timeoutMs: 1_000,
  replicas: [] as readonly string[],
  keep: 10_000,
  keepMs: 600_000,
  whitelistKeepMs: 600_000,
  dedupeMs: 600_000,
  expiryMs: 86_400_000,
}
/** What is read from a replica is read from its primary this often. */
const PRIMARY_EVERY_MS = 60_000
/** More streams than one process reads at once; a forgotten one is read from its primary. */
const MOST_STREAMS = 10_000
/** More than any bucket holds, in a number that Lua writes out in full. */
const MOST_MESSAGES = 1e9

const WRITE = loadScript('run.lua', 'stream.lua', 'silence.lua', 'write.lua')
const READ = loadScript('run.lua', 'stream.lua', 'reading.lua', 'read.lua')
const HISTORY = loadScript('run.lua', 'stream.lua', 'reading.lua', 'history.lua')
const TAKE_BACK = loadScript('run.lua', 'stream.lua', 'silence.lua', 'take-back.lua')

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  s: 'stored',
  d: 'duplicate',
  x: 'expired',
  f: 'fenced',
}

type Shard = { readonly primary: RedisConnection; readonly replica: RedisConnection | undefined }

export class RedisBucketStore implements BucketStore {
  readonly #options: Required<RedisBucketStoreOptions>
  readonly #shards: Shards<Shard>
  /** When each stream was last read from its primary; in that order. */
  readonly #primaryReads = new Map<StreamId, number>()

  constructor(options: RedisBucketStoreOptions) {
    this.#options = { ...DEFAULTS, ...options }
    const { urls, replicas, timeoutMs } = this.#options
    this.#shards = new Shards(urls, (url, index) => {
      const replica = replicas[index]
      return {
        primary: new RedisConnection({ url, name: 'buckets', timeoutMs, many: true }),
        replica: replica
          ? new RedisConnection({ url: replica, name: 'buckets-replica', timeoutMs, many: true })
          : undefined,
      }
    })
  }

  async write(stream: StreamId, messages: readonly Encoded[], fence?: Fence): Promise<Written> {
    const { now, newEpoch, keep, keepMs, whitelistKeepMs, dedupeMs } = this.#options
    const { lane, number } = fence ?? { lane: '', number: 0 }
    const ages = [keepMs, whitelistKeepMs, dedupeMs, this.#expiryMs()]
    const args = [now(), newEpoch(), keep, ...ages, lane, number, ...messages.map(packed)]
    const { primary } = this.#shards.of(stream)
    const reply = await runScript(primary, WRITE, this.#keys(stream), args)
    const [epoch, letters] = reply as [string, string]
    return { epoch, outcomes: [...letters].map(letter => OUTCOMES[letter] as Outcome) }
  }

  async takeBack(stream: StreamId, target: Target): Promise<number> {
    const { now, newEpoch } = this.#options
    const { primary } = this.#shards.of(stream)
    const [sender, until] = target.of === 'sender' ? [target.sender, target.until] : ['', 0]
    const ids = target.of === 'messages' ? target.messages : []
    const args = [now(), newEpoch(), this.#expiryMs(), sender, until, ...ids]
    return (await runScript(primary, TAKE_BACK, this.#keys(stream), args)) as number
  }

  read(stream: StreamId, after: Cursor, limit: Limits): Promise<Reading> {
    return this.#reading(READ, stream, after, limit)
  }

  history(stream: StreamId, upTo: Cursor, limit: Limits): Promise<Reading> {
    return this.#reading(HISTORY, stream, upTo, limit)
  }

  async close(): Promise<void> {
    for (const { primary, replica } of this.#shards.all()) {
      await primary.close()
      await replica?.close()
    }
  }

  async #reading(
    script: Script,
    stream: StreamId,
    { epoch, whitelist, high, low }: Cursor,
    limit: Limits,
  ): Promise<Reading> {
    const { now, keepMs, whitelistKeepMs } = this.#options
    const { primary, replica } = this.#shards.of(stream)
    const from = replica && !this.#isDue(stream, now()) ? replica : primary
    const most = [limit.whitelist, limit.high, limit.low].map(of => Math.min(of, MOST_MESSAGES))
    const reply = await runScript(from, script, this.#keys(stream), [
      now(),
      keepMs,
      whitelistKeepMs,
      this.#expiryMs(),
      from === primary ? 1 : 0,
      epoch,
      whitelist,
      high,
      low,
      ...most,
    ])
    return readingOf(stream, reply)
  }

  /** Whether it is time to read this stream from its primary; if so, it is taken to be done. */
  #isDue(stream: StreamId, now: number): boolean {
    const last = this.#primaryReads.get(stream)
    if (last !== undefined && now - last < PRIMARY_EVERY_MS) return false
    this.#primaryReads.delete(stream)
    this.#primaryReads.set(stream, now)
    const [longest] = this.#primaryReads.keys()
    if (this.#primaryReads.size > MOST_STREAMS && longest) this.#primaryReads.delete(longest)
    return true
  }

  /** What is still to be known outlives the wish for a short expiry. */
  #expiryMs(): number {
    const { expiryMs, dedupeMs, whitelistKeepMs, keepMs } = this.#options
    return Math.max(expiryMs, 2 * Math.max(dedupeMs, whitelistKeepMs, keepMs))
  }

  #keys(stream: StreamId): string[] {
    const base = `${this.#options.prefix}:{${stream}}`
    return [base, `${base}:whitelist`, `${base}:high`, `${base}:low`, `${base}:ids`]
  }
}
