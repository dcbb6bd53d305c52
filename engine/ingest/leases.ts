// The leases of one worker: for each lane and partition that it writes in order, the right to.
//
// They are renewed with everything else the worker says (ports/lanes.ts). One that somebody
// else holds, or a store that does not answer, is no lease: whoever needs it asks again.

import type { WorkerId } from '../ids.ts'
import type { Lane } from '../partition.ts'
import type { Fence } from '../ports/bucket-store.ts'
import type { Lanes, Lease } from '../ports/lanes.ts'

export class Leases {
  readonly #lanes: Lanes
  readonly #worker: WorkerId
  readonly #held = new Map<string, Lease>()
  readonly #coming = new Map<string, Promise<Lease | undefined>>()

  constructor(lanes: Lanes, worker: WorkerId) {
    this.#lanes = lanes
    this.#worker = worker
  }

  /** Undefined: not held. */
  held(lane: Lane, partition: number): Lease | undefined {
    return this.#held.get(nameOf(lane, partition))
  }

  /** The lease, held or got now. Never rejects. */
  async take(lane: Lane, partition: number): Promise<Lease | undefined> {
    const name = nameOf(lane, partition)
    const known = this.#held.get(name) ?? this.#coming.get(name)
    if (known) return known
    const coming = this.#acquire(lane, partition)
    this.#coming.set(name, coming)
    const lease = await coming
    this.#coming.delete(name)
    if (lease) this.#held.set(name, lease)
    return lease
  }

  /** It has turned out to be somebody else's. */
  lost({ lane, partition, number }: Lease): void {
    const name = nameOf(lane, partition)
    if (this.#held.get(name)?.number === number) this.#held.delete(name)
  }

  /** Gives up those, so that the next may have them at once. Never rejects. */
  async release(which: (lease: Lease) => boolean): Promise<void> {
    await Promise.all(this.#coming.values())
    const leases = [...this.#held].filter(([, lease]) => which(lease))
    if (leases.length === 0) return
    for (const [name] of leases) this.#held.delete(name)
    const given = leases.map(([, lease]) => lease)
    await this.#lanes.release(this.#worker, given).catch(() => {}) // then they run out
  }

  async #acquire(lane: Lane, partition: number): Promise<Lease | undefined> {
    try {
      return await this.#lanes.acquire(this.#worker, lane, partition)
    } catch {
      return undefined
    }
  }
}

/** As the bucket store wants it. */
export function fenceOf({ lane, partition, number }: Lease): Fence {
  return { lane: nameOf(lane, partition), number }
}

/** Neither a room nor a kind holds a `#`. */
function nameOf(lane: Lane, partition: number): string {
  return `${lane}#${partition}`
}
