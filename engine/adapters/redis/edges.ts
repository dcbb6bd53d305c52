// The edges that are up, in Redis: a hash from each edge's id to the end of its lease and what
// it says of itself. Who asks takes away those whose lease is over (edges-live.lua).

import type { Now } from '../../clock.ts'
import type { EdgeId } from '../../ids.ts'
import type { Edge, Edges } from '../../ports/edges.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript } from './scripts.ts'

export type RedisEdgesOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** An edge that has been silent for so long is gone. */
  readonly leaseMs: number
}

const LIVE = loadScript('edges-live.lua')

export class RedisEdges implements Edges {
  readonly #connection: RedisConnection
  readonly #key: string
  readonly #now: Now
  readonly #leaseMs: number

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, now, leaseMs }: RedisEdgesOptions) {
    this.#connection = new RedisConnection({ url, name: 'edges', timeoutMs })
    this.#key = `${prefix}:edges`
    this.#now = now
    this.#leaseMs = leaseMs
  }

  async register(edge: Edge): Promise<void> {
    const record = `${this.#now() + this.#leaseMs} ${JSON.stringify(edge)}`
    await this.#connection.run(client => client.hset(this.#key, edge.id, record))
  }

  async leave(edge: EdgeId): Promise<void> {
    await this.#connection.run(client => client.hdel(this.#key, edge))
  }

  async live(): Promise<readonly Edge[]> {
    const told = await runScript(this.#connection, LIVE, [this.#key], [this.#now()])
    const edges = (told as string[]).map(json => JSON.parse(json) as Edge)
    return edges.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}
