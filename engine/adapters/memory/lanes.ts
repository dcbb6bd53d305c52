// What the ingest workers of a single process say of their lanes: mostly one worker.

import type { Now } from '../../clock.ts'
import type { WorkerId } from '../../ids.ts'
import type { Gear } from '../../ingest/gear.ts'
import type { Lane } from '../../partition.ts'
import type { LaneReport, Lanes, LanesNow, Lease } from '../../ports/lanes.ts'

export type MemoryLanesOptions = {
  readonly now: Now
  /** Of a worker that has been silent for so long nothing is known. */
  readonly leaseMs: number
}

type Said = { readonly reports: readonly LaneReport[]; readonly until: number }
type Held = { readonly worker: WorkerId; readonly number: number }

export class MemoryLanes implements Lanes {
  readonly #options: MemoryLanesOptions
  readonly #workers = new Map<WorkerId, Said>()
  readonly #leases = new Map<string, Held>()
  readonly #gears = new Map<Lane, Gear>()
  readonly #pins = new Map<Lane, Gear>()
  #number = 0

  constructor(options: MemoryLanesOptions) {
    this.#options = options
  }

  async exchange(worker: WorkerId, reports: readonly LaneReport[]): Promise<LanesNow> {
    const until = this.#options.now() + this.#options.leaseMs
    this.#workers.set(worker, { reports, until })
    return this.read()
  }

  async read(): Promise<LanesNow> {
    const live = [...this.#workers].filter(([worker]) => this.#isUp(worker))
    const reports = live.flatMap(([worker, said]) =>
      said.reports.map(report => ({ ...report, worker })),
    )
    return { reports, gears: new Map(this.#gears), pins: new Map(this.#pins) }
  }

  async gears(): Promise<ReadonlyMap<Lane, Gear>> {
    return new Map(this.#gears)
  }

  async publish(worker: WorkerId, lease: Lease, gear: Gear): Promise<boolean> {
    if (!this.#holds(worker, lease)) return false
    if (gear === 1) this.#gears.delete(lease.lane)
    else this.#gears.set(lease.lane, gear)
    return true
  }

  async pin(lane: Lane, gear: Gear | undefined): Promise<void> {
    if (gear) this.#pins.set(lane, gear)
    else this.#pins.delete(lane)
  }

  async acquire(worker: WorkerId, lane: Lane, partition: number): Promise<Lease | undefined> {
    const held = this.#leases.get(name({ lane, partition }))
    if (held && held.worker !== worker && this.#isUp(held.worker)) return undefined
    this.#number = Math.max(this.#number + 1, this.#options.now())
    const lease = { lane, partition, number: this.#number }
    this.#leases.set(name(lease), { worker, number: lease.number })
    return lease
  }

  async release(worker: WorkerId, leases: readonly Lease[]): Promise<void> {
    for (const lease of leases) if (this.#holds(worker, lease)) this.#leases.delete(name(lease))
  }

  async leave(worker: WorkerId): Promise<void> {
    this.#workers.delete(worker)
    for (const [key, held] of this.#leases) if (held.worker === worker) this.#leases.delete(key)
  }

  async close(): Promise<void> {
    for (const held of [this.#workers, this.#leases, this.#gears, this.#pins]) held.clear()
  }

  #isUp(worker: WorkerId): boolean {
    const said = this.#workers.get(worker)
    return said !== undefined && said.until > this.#options.now()
  }

  #holds(worker: WorkerId, lease: Lease): boolean {
    const held = this.#leases.get(name(lease))
    return held?.worker === worker && held.number === lease.number
  }
}

/** The name of a lane holds no space. */
function name({ lane, partition }: Pick<Lease, 'lane' | 'partition'>): string {
  return `${partition} ${lane}`
}
