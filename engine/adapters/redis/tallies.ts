// What viewers were shown, as each edge tells it, in Redis: for each edge a hash of its rooms, and
// a sorted set of the edges by the end of their leases.
//
//   <base>:edges         the edges, by the end of their lease, ms
//   <base>:of:<edge>     a room to its tally, JSON; ALL to that of all its rooms

import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId } from '../../ids.ts'
import type { EdgeTally, Tallies, Tally, Told } from '../../ports/tallies.ts'
import { RedisConnection } from './connection.ts'

export type RedisTalliesOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** Of an edge that has been silent for so long nothing is known. */
  readonly leaseMs: number
}

/** No room is called so. */
const ALL = ' all'

export class RedisTallies implements Tallies {
  readonly #connection: RedisConnection
  readonly #base: string
  readonly #now: Now
  readonly #leaseMs: number

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, now, leaseMs }: RedisTalliesOptions) {
    this.#connection = new RedisConnection({ url, name: 'tallies', timeoutMs })
    this.#base = `${prefix}:{tallies}`
    this.#now = now
    this.#leaseMs = leaseMs
  }

  async report(edge: EdgeId, { rooms, all }: Told): Promise<void> {
    const fields: [string, Tally][] = [...rooms, [ALL, all]]
    const now = this.#now()
    await this.#connection.run(client =>
      client
        .multi()
        .del(this.#of(edge))
        .hset(this.#of(edge), Object.fromEntries(fields.map(([name, one]) => [name, text(one)])))
        .pexpire(this.#of(edge), this.#leaseMs)
        .zadd(this.#edges, now + this.#leaseMs, edge)
        .zremrangebyscore(this.#edges, '-inf', now)
        .exec(),
    )
  }

  async leave(edge: EdgeId): Promise<void> {
    await this.#connection.run(client =>
      client.multi().del(this.#of(edge)).zrem(this.#edges, edge).exec(),
    )
  }

  of(room: RoomId): Promise<readonly EdgeTally[]> {
    return this.#each(room)
  }

  all(): Promise<readonly EdgeTally[]> {
    return this.#each(ALL)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #each(field: string): Promise<EdgeTally[]> {
    return this.#connection.run(async client => {
      const up = await client.zrangebyscore(this.#edges, `(${this.#now()}`, '+inf')
      const edges = up.sort() as EdgeId[]
      const told = await Promise.all(edges.map(edge => client.hget(this.#of(edge), field)))
      return edges.flatMap((edge, index) => {
        const json = told[index]
        return json ? [{ edge, ...(JSON.parse(json) as Tally) }] : []
      })
    })
  }

  get #edges(): string {
    return `${this.#base}:edges`
  }

  #of(edge: EdgeId): string {
    return `${this.#base}:of:${edge}`
  }
}

function text(tally: Tally): string {
  return JSON.stringify(tally)
}
