// The edges of a single process: mostly one.

import type { Now } from '../../clock.ts'
import type { EdgeId } from '../../ids.ts'
import type { EdgeReport, EdgeState, Edges, EdgesNow, Standing } from '../../ports/edges.ts'

export type MemoryEdgesOptions = {
  readonly now: Now
  /** An edge that has been silent for so long is gone. */
  readonly leaseMs: number
}

type Lease = { readonly report: EdgeReport; readonly state: EdgeState; readonly until: number }

export class MemoryEdges implements Edges {
  readonly #options: MemoryEdgesOptions
  readonly #leases = new Map<EdgeId, Lease>()
  #epoch = 0
  /** Those that served when the epoch was looked at last. */
  #serving = ''

  constructor(options: MemoryEdgesOptions) {
    this.#options = options
  }

  async register(report: EdgeReport): Promise<Standing> {
    this.#expire()
    const before = this.#leases.get(report.id)
    if (before && before.report.instance !== report.instance) return 'taken'
    const state = report.isDraining ? 'draining' : (before?.state ?? 'joining')
    this.#set({ report, state })
    return before ? 'held' : 'new'
  }

  async confirm(edge: Pick<EdgeReport, 'id' | 'instance'>): Promise<void> {
    this.#expire()
    const lease = this.#leaseOf(edge)
    if (lease?.state === 'joining') this.#set({ ...lease, state: 'serving' })
  }

  async leave(edge: Pick<EdgeReport, 'id' | 'instance'>): Promise<void> {
    if (this.#leaseOf(edge)) this.#leases.delete(edge.id)
  }

  async now(): Promise<EdgesNow> {
    this.#expire()
    const leases = [...this.#leases.values()].sort((a, b) => (a.report.id < b.report.id ? -1 : 1))
    this.#lookAt(leases)
    const edges = leases.map(({ report, state }) => ({ ...report, state }))
    return { epoch: this.#epoch, edges }
  }

  async close(): Promise<void> {
    this.#leases.clear()
  }

  #set({ report, state }: Omit<Lease, 'until'>): void {
    const { now, leaseMs } = this.#options
    this.#leases.set(report.id, { report, state, until: now() + leaseMs })
  }

  #leaseOf({ id, instance }: Pick<EdgeReport, 'id' | 'instance'>): Lease | undefined {
    const lease = this.#leases.get(id)
    return lease?.report.instance === instance ? lease : undefined
  }

  #expire(): void {
    const now = this.#options.now()
    for (const [id, { until }] of this.#leases) if (until <= now) this.#leases.delete(id)
  }

  #lookAt(leases: readonly Lease[]): void {
    const serving = leases.filter(({ state }) => state === 'serving').map(({ report }) => report.id)
    if (serving.join(' ') === this.#serving) return
    this.#serving = serving.join(' ')
    this.#epoch = Math.max(this.#epoch + 1, this.#options.now())
  }
}
