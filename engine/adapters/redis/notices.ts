// Notices over Redis, published on a channel of the stream's own on the Redis where the stream
// lives: one connection to each Redis publishes, and one listens when something is watched.
//
// Publishing never waits: what is published in one turn of the event loop goes out after it,
// each stream once, and what cannot go out at once is lost, and counted. Who listens hears
// again when a lost connection is back.

import type { StreamId } from '../../ids.ts'
import type { Notices } from '../../ports/notices.ts'
import { RedisConnection } from './connection.ts'
import { Shards } from './shards.ts'

export type RedisNoticesOptions = {
  /** One Redis each; streams are spread over them as over the buckets'. */
  readonly urls: readonly string[]
  /** Before every channel. */
  readonly prefix?: string
  readonly timeoutMs?: number
}

type Watcher = { readonly heard: () => void }
type Shard = {
  readonly publisher: RedisConnection
  readonly listen: () => RedisConnection
  readonly close: () => Promise<void>
}

export class RedisNotices implements Notices {
  readonly #shards: Shards<Shard>
  readonly #prefix: string
  readonly #watchers = new Map<StreamId, Set<Watcher>>()
  readonly #told = new Set<StreamId>()
  #telling: NodeJS.Immediate | undefined
  #closed = false
  #lost = 0

  constructor({ urls, prefix = 'barrage', timeoutMs = 1_000 }: RedisNoticesOptions) {
    this.#prefix = `${prefix}:notices:`
    this.#shards = new Shards(urls, url => this.#open(url, timeoutMs))
  }

  /** Notices that could not go out. */
  get lost(): number {
    return this.#lost
  }

  publish(stream: StreamId): void {
    if (this.#closed) return
    this.#told.add(stream)
    this.#telling ??= setImmediate(() => this.#tell())
  }

  watch(stream: StreamId, heard: () => void): () => void {
    const watcher: Watcher = { heard }
    const watchers = this.#watchers.get(stream) ?? new Set()
    if (watchers.size === 0) {
      this.#watchers.set(stream, watchers)
      this.#subscribe(stream)
    }
    watchers.add(watcher)
    return () => this.#unwatch(stream, watchers, watcher)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearImmediate(this.#telling)
    this.#told.clear()
    this.#watchers.clear()
    for (const shard of this.#shards.all()) await shard.close()
  }

  #tell(): void {
    this.#telling = undefined
    for (const stream of this.#told) {
      const { publisher } = this.#shards.of(stream)
      if (!publisher.isUp) this.#lost++
      else publisher.client.publish(this.#prefix + stream, '').catch(() => this.#lost++)
    }
    this.#told.clear()
  }

  #unwatch(stream: StreamId, watchers: Set<Watcher>, watcher: Watcher): void {
    watchers.delete(watcher)
    if (watchers.size > 0 || this.#watchers.get(stream) !== watchers) return
    this.#watchers.delete(stream)
    const listener = this.#shards.of(stream).listen()
    if (listener.isUp) listener.client.unsubscribe(this.#prefix + stream).catch(() => {})
  }

  /** When it is not up: it subscribes to all that is watched as soon as it is. */
  #subscribe(stream: StreamId): void {
    const listener = this.#shards.of(stream).listen()
    if (listener.isUp) listener.client.subscribe(this.#prefix + stream).catch(() => {})
  }

  #open(url: string, timeoutMs: number): Shard {
    const publisher = new RedisConnection({ url, name: 'notices', timeoutMs })
    let listener: RedisConnection | undefined
    const listen = () => {
      listener ??= this.#listener(new RedisConnection({ url, name: 'notices-heard', timeoutMs }))
      return listener
    }
    const close = async () => {
      await publisher.close()
      await listener?.close()
    }
    return { publisher, listen, close }
  }

  #listener(connection: RedisConnection): RedisConnection {
    const { client } = connection
    client.on('ready', () => {
      const mine = [...this.#watchers.keys()].filter(
        stream => this.#shards.of(stream).listen() === connection,
      )
      const channels = mine.map(stream => this.#prefix + stream)
      if (channels.length > 0) client.subscribe(...channels).catch(() => {})
    })
    client.on('message', channel => this.#hear(channel.slice(this.#prefix.length) as StreamId))
    return connection
  }

  #hear(stream: StreamId): void {
    for (const watcher of [...(this.#watchers.get(stream) ?? [])]) tellOne(watcher)
  }
}

function tellOne({ heard }: Watcher): void {
  try {
    heard()
  } catch {
    // A notice may be lost: to one who cannot take it, it is. The others still hear theirs.
  }
}
