// Segments kept warm in a Redis of their own, which may let go of any of them at any time
// (`maxmemory-policy allkeys-lru` there).
//
// Losing one costs a read of the archive, and so does a Redis that is away: nothing is thrown,
// what could not be got is not there, what could not be put is dropped and counted.

import type { ReplayStore } from '../../ports/replay-store.ts'
import { RedisConnection } from './connection.ts'

export type RedisReplayStoreOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
}

export class RedisReplayStore implements ReplayStore {
  readonly #connection: RedisConnection
  readonly #prefix: string
  #missed = 0

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000 }: RedisReplayStoreOptions) {
    this.#connection = new RedisConnection({ url, name: 'replay', timeoutMs })
    this.#prefix = `${prefix}:replay:`
  }

  /** How often Redis was away when it was asked. */
  get missed(): number {
    return this.#missed
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#try(() =>
      this.#connection.run(client => client.getBuffer(this.#prefix + key)),
    )
    return bytes ?? undefined
  }

  async put(key: string, bytes: Uint8Array, ttlMs: number): Promise<void> {
    const { buffer, byteOffset, byteLength } = bytes
    const value = Buffer.from(buffer, byteOffset, byteLength)
    await this.#try(() =>
      this.#connection.run(client => client.set(this.#prefix + key, value, 'PX', ttlMs)),
    )
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #try<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command()
    } catch {
      this.#missed++
      return undefined
    }
  }
}
