// The edges of a single process: mostly one.

import type { Now } from '../../clock.ts'
import type { EdgeId } from '../../ids.ts'
import type { Edge, Edges } from '../../ports/edges.ts'

export type MemoryEdgesOptions = {
  readonly now: Now
  /** An edge that has been silent for so long is gone. */
  readonly leaseMs: number
}

export class MemoryEdges implements Edges {
  readonly #options: MemoryEdgesOptions
  readonly #leases = new Map<EdgeId, { readonly edge: Edge; readonly until: number }>()

  constructor(options: MemoryEdgesOptions) {
    this.#options = options
  }

  async register(edge: Edge): Promise<void> {
    this.#leases.set(edge.id, { edge, until: this.#options.now() + this.#options.leaseMs })
  }

  async leave(edge: EdgeId): Promise<void> {
    this.#leases.delete(edge)
  }

  async live(): Promise<readonly Edge[]> {
    const now = this.#options.now()
    for (const [id, { until }] of this.#leases) if (until <= now) this.#leases.delete(id)
    const live = [...this.#leases.values()].map(({ edge }) => edge)
    return live.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  async close(): Promise<void> {
    this.#leases.clear()
  }
}
