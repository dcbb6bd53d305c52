// Segments kept warm in a Redis of their own, which may let go of any of them at any time
// (`maxmemory-policy allkeys-lru` there).
//
// Each is a key that lives as long as it is asked for; a sorted set for each stream, by where
// they begin, knows which there are. Losing one costs a read of the archive, and so does a
// Redis that is away: nothing is thrown, what could not be got is not there, what could not be
// put is dropped and counted.

import type { Range } from '../../archived.ts'
import type { StreamId } from '../../ids.ts'
import type { ReplayStore, SegmentName } from '../../ports/replay-store.ts'
import { RedisConnection } from './connection.ts'

export type RedisReplayStoreOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  /** How long one stays that nobody asks for. */
  readonly keepMs: number
}

export class RedisReplayStore implements ReplayStore {
  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #keepMs: number
  #missed = 0

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, keepMs }: RedisReplayStoreOptions) {
    this.#connection = new RedisConnection({ url, name: 'replay', timeoutMs })
    this.#prefix = `${prefix}:replay:`
    this.#keepMs = keepMs
  }

  /** How often Redis was away when it was asked. */
  get missed(): number {
    return this.#missed
  }

  async get(name: SegmentName): Promise<Uint8Array | undefined> {
    const bytes = await this.#try(() =>
      this.#connection.run(client => client.getexBuffer(this.#key(name), 'PX', this.#keepMs)),
    )
    return bytes ?? undefined
  }

  async put(name: SegmentName, bytes: Uint8Array): Promise<void> {
    const { buffer, byteOffset, byteLength } = bytes
    const value = Buffer.from(buffer, byteOffset, byteLength)
    const index = this.#index(name.stream)
    await this.#try(() =>
      this.#connection.run(client =>
        client
          .multi()
          .set(this.#key(name), value, 'PX', this.#keepMs)
          .zadd(index, name.from, memberOf(name))
          .pexpire(index, 2 * this.#keepMs)
          .exec(),
      ),
    )
  }

  async touch(names: readonly SegmentName[]): Promise<void> {
    for (const stream of new Set(names.map(name => name.stream)))
      await this.#touch(
        stream,
        names.filter(name => name.stream === stream),
      )
  }

  async forget(stream: StreamId, { from, to }: Range): Promise<number> {
    const gone = await this.#try(() =>
      this.#connection.run(async client => {
        const index = this.#index(stream)
        const before = Number.isFinite(to) ? `(${to}` : '+inf'
        const begun = await client.zrangebyscore(index, '-inf', before)
        const touched = begun.filter(member => endOf(member) > from)
        if (touched.length === 0) return 0
        await client.zrem(index, ...touched)
        return client.unlink(...touched.map(member => `${index}:${member}`))
      }),
    )
    return gone ?? 0
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #touch(stream: StreamId, names: readonly SegmentName[]): Promise<void> {
    await this.#try(() =>
      this.#connection.run(client => {
        const pipeline = client.pipeline()
        for (const name of names) pipeline.pexpire(this.#key(name), this.#keepMs)
        return pipeline.pexpire(this.#index(stream), 2 * this.#keepMs).exec()
      }),
    )
  }

  async #try<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command()
    } catch {
      this.#missed++
      return undefined
    }
  }

  #index(stream: StreamId): string {
    return `${this.#prefix}{${stream}}`
  }

  #key(name: SegmentName): string {
    return `${this.#index(name.stream)}:${memberOf(name)}`
  }
}

function memberOf({ from, to, generation }: SegmentName): string {
  return `${from}-${to}-${generation}`
}

function endOf(member: string): number {
  return Number(member.split('-')[1])
}
