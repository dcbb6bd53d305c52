// Removals in Redis: what was told of an act is a list that lives for a minute, and changes go
// over one channel. Who listens hears again when a lost connection is back.
//
// A Redis Cluster does not know how many heard what is published, so whoever listens says so
// in a sorted set, again and again.

import { randomUUID } from 'node:crypto'
import type { Change, Removal, Removals } from '../../ports/removals.ts'
import { RedisConnection } from './connection.ts'

export type RedisRemovalsOptions = {
  readonly url: string
  /** Before every key and channel. */
  readonly prefix?: string
  readonly timeoutMs?: number
}

/** A moderator's answer comes within a second. */
const KEEP_MS = 60_000
/** Who has not said for so long that they listen does not. */
const LEASE_MS = 15_000

export class RedisRemovals implements Removals {
  readonly #connection: RedisConnection
  readonly #options: Required<RedisRemovalsOptions>
  readonly #listening = new Set<RedisConnection>()

  constructor(options: RedisRemovalsOptions) {
    this.#options = { prefix: 'barrage', timeoutMs: 1_000, ...options }
    const { url, timeoutMs } = this.#options
    this.#connection = new RedisConnection({ url, name: 'removals', timeoutMs })
  }

  async report(act: string, removal: Removal): Promise<void> {
    const key = this.#key(act)
    const tell = this.#connection.run(client =>
      client.multi().rpush(key, JSON.stringify(removal)).pexpire(key, KEEP_MS).exec(),
    )
    await tell.catch(() => {})
  }

  async reported(act: string): Promise<readonly Removal[]> {
    const told = await this.#connection.run(client => client.lrange(this.#key(act), 0, -1))
    return told.map(removal => JSON.parse(removal) as Removal)
  }

  async announce(change: Change): Promise<number> {
    const tell = this.#connection.run(async client => {
      await client.publish(this.#channel, JSON.stringify(change))
      return client.zcount(this.#listenersKey, Date.now(), '+inf')
    })
    return tell.catch(() => 0)
  }

  async listen(heard: (change: Change) => void): Promise<() => Promise<void>> {
    const { url, timeoutMs } = this.#options
    const connection = new RedisConnection({ url, name: 'removals-heard', timeoutMs })
    this.#listening.add(connection)
    const subscribe = () => connection.client.subscribe(this.#channel)
    connection.client.on('message', (_, text) => heard(JSON.parse(text) as Change))
    connection.client.on('ready', () => void subscribe().catch(() => {}))
    await connection.run(subscribe).catch(() => {}) // as soon as it is there
    const name = randomUUID()
    const say = () => this.#sayListening(name)
    await say()
    const saying = setInterval(() => void say(), LEASE_MS / 3).unref()
    return async () => {
      clearInterval(saying)
      this.#listening.delete(connection)
      await this.#connection.run(client => client.zrem(this.#listenersKey, name)).catch(() => {})
      await connection.run(client => client.unsubscribe(this.#channel)).catch(() => {})
      await connection.close()
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#listening) await connection.close()
    await this.#connection.close()
  }

  #key(act: string): string {
    return `${this.#options.prefix}:removals:${act}`
  }

  async #sayListening(name: string): Promise<void> {
    const say = this.#connection.run(client =>
      client
        .multi()
        .zadd(this.#listenersKey, Date.now() + LEASE_MS, name)
        .zremrangebyscore(this.#listenersKey, '-inf', Date.now())
        .pexpire(this.#listenersKey, LEASE_MS)
        .exec(),
    )
    await say.catch(() => {})
  }

  get #listenersKey(): string {
    return `${this.#options.prefix}:archive-listeners`
  }

  get #channel(): string {
    return `${this.#options.prefix}:archive-changes`
  }
}
