// What ingest workers and producers tell each other of lanes, in Redis. What the keys hold is
// told in lanes.lua; each method is one command, and whatever decides is one script.

import type { Now } from '../../clock.ts'
import type { WorkerId } from '../../ids.ts'
import type { Gear } from '../../ingest/gear.ts'
import type { Lane } from '../../partition.ts'
import type { LaneReport, Lanes, LanesNow, Lease } from '../../ports/lanes.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript } from './scripts.ts'

export type RedisLanesOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** Of a worker that has been silent for so long nothing is known. */
  readonly leaseMs: number
}

/** How long the key of a lease lives: an hour is far longer than a dead worker is missed. */
const KEEP_MS = 3_600_000
/** More keys at once would hold other commands up. */
const SOME = 500

const EXCHANGE = loadScript('lanes-exchange.lua')
const ACQUIRE = loadScript('lanes.lua', 'lanes-acquire.lua')
const PUBLISH = loadScript('lanes.lua', 'lanes-publish.lua')
const RELEASE = loadScript('lanes.lua', 'lanes-release.lua')

/** A hash as Lua gives it: names and values in turn. */
type Flat = readonly string[]

export class RedisLanes implements Lanes {
  readonly #connection: RedisConnection
  readonly #base: string
  readonly #now: Now
  readonly #leaseMs: number

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, now, leaseMs }: RedisLanesOptions) {
    this.#connection = new RedisConnection({ url, name: 'lanes', timeoutMs })
    this.#base = `${prefix}:{lanes}`
    this.#now = now
    this.#leaseMs = leaseMs
  }

  exchange(worker: WorkerId, reports: readonly LaneReport[]): Promise<LanesNow> {
    return this.#exchange(worker, this.#now() + this.#leaseMs, JSON.stringify(reports))
  }

  read(): Promise<LanesNow> {
    return this.#exchange('', 0, '')
  }

  async gears(): Promise<ReadonlyMap<Lane, Gear>> {
    const gears = await this.#connection.run(client => client.hgetall(this.#key('gears')))
    return gearsOf(Object.entries(gears).flat())
  }

  async publish(worker: WorkerId, lease: Lease, gear: Gear): Promise<boolean> {
    const keys = [this.#leaseKey(lease), this.#key('gears')]
    const args = [worker, lease.number, lease.lane, gear]
    return (await runScript(this.#connection, PUBLISH, keys, args)) === 1
  }

  async pin(lane: Lane, gear: Gear | undefined): Promise<void> {
    const key = this.#key('pins')
    await this.#connection.run(client =>
      gear ? client.hset(key, lane, gear) : client.hdel(key, lane),
    )
  }

  async acquire(worker: WorkerId, lane: Lane, partition: number): Promise<Lease | undefined> {
    const keys = [this.#leaseKey({ lane, partition }), this.#key('workers'), this.#key('number')]
    const number = await runScript(this.#connection, ACQUIRE, keys, [this.#now(), worker, KEEP_MS])
    return number === null ? undefined : { lane, partition, number: Number(number) }
  }

  async release(worker: WorkerId, leases: readonly Lease[]): Promise<void> {
    for (let from = 0; from < leases.length; from += SOME) {
      const some = leases.slice(from, from + SOME)
      const keys = some.map(lease => this.#leaseKey(lease))
      const numbers = some.map(({ number }) => number)
      await runScript(this.#connection, RELEASE, keys, [worker, ...numbers])
    }
  }

  /** What it may write is free because it is not up any more. */
  async leave(worker: WorkerId): Promise<void> {
    await this.#connection.run(client => client.hdel(this.#key('workers'), worker))
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #exchange(worker: string, until: number, reports: string): Promise<LanesNow> {
    const keys = ['workers', 'gears', 'pins'].map(name => this.#key(name))
    const args = [this.#now(), worker, until, reports]
    const reply = await runScript(this.#connection, EXCHANGE, keys, args)
    const [said, gears, pins] = reply as [Flat, Flat, Flat]
    return { reports: reportsOf(said), gears: gearsOf(gears), pins: gearsOf(pins) }
  }

  #leaseKey({ lane, partition }: Pick<Lease, 'lane' | 'partition'>): string {
    return this.#key(`lease:${partition} ${lane}`)
  }

  #key(name: string): string {
    return `${this.#base}:${name}`
  }
}

function reportsOf(said: Flat): LanesNow['reports'] {
  return pairs(said).flatMap(([worker, json]) => {
    const reports = JSON.parse(json) as readonly LaneReport[]
    return reports.map(report => ({ ...report, worker: worker as WorkerId }))
  })
}

function gearsOf(flat: Flat): ReadonlyMap<Lane, Gear> {
  return new Map(pairs(flat).map(([lane, gear]) => [lane as Lane, Number(gear) as Gear]))
}

function pairs(flat: Flat): [name: string, value: string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => {
    return [flat[2 * index] as string, flat[2 * index + 1] as string]
  })
}
