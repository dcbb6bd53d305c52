// What viewers were shown, as the edges of a single process count it: mostly one.

import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId } from '../../ids.ts'
import type { EdgeTally, Tallies, Tally, Told } from '../../ports/tallies.ts'

export type MemoryTalliesOptions = {
  readonly now: Now
  /** Of an edge that has been silent for so long nothing is known. */
  readonly leaseMs: number
}

export class MemoryTallies implements Tallies {
  readonly #options: MemoryTalliesOptions
  readonly #edges = new Map<EdgeId, { readonly told: Told; readonly until: number }>()

  constructor(options: MemoryTalliesOptions) {
    this.#options = options
  }

  async report(edge: EdgeId, told: Told): Promise<void> {
    const { now, leaseMs } = this.#options
    this.#edges.set(edge, { told, until: now() + leaseMs })
  }

  async leave(edge: EdgeId): Promise<void> {
    this.#edges.delete(edge)
  }

  async of(room: RoomId): Promise<readonly EdgeTally[]> {
    return this.#each(({ rooms }) => rooms.get(room))
  }

  async all(): Promise<readonly EdgeTally[]> {
    return this.#each(({ all }) => all)
  }

  async close(): Promise<void> {
    this.#edges.clear()
  }

  #each(pick: (told: Told) => Tally | undefined): EdgeTally[] {
    const now = this.#options.now()
    const found: EdgeTally[] = []
    for (const [edge, { told, until }] of this.#edges) {
      const tally = until > now ? pick(told) : undefined
      if (tally) found.push({ edge, ...tally })
    }
    return found.sort((a, b) => (a.edge < b.edge ? -1 : 1))
  }
}
