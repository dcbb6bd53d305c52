// The edges that are up, and the ring of them, as this process last heard: looked up at most
// every half second, however many join. While nobody can say which are up, those of before are
// taken to be: most still are, and clients know a second address.

import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Edge, Edges } from '../engine/ports/edges.ts'
import { Ring } from './ring.ts'

/** A tenth of the lease after which an edge is gone anyway. */
const HEARD_MS = 500

type Heard = { readonly at: number; readonly edges: readonly Edge[]; readonly ring: Ring }

export class KnownEdges {
  readonly #edges: Edges
  readonly #now: Now
  #heard: Heard | undefined
  #asking: Promise<Heard> | undefined

  constructor(edges: Edges, now: Now) {
    this.#edges = edges
    this.#now = now
  }

  /**
   * Addresses for a room that spreads over `width` edges: those of its place on the ring, the
   * least loaded first, and one more where there is one, for who finds the first one gone.
   */
  async addressesFor(room: RoomId, width: number): Promise<string[]> {
    const { edges, ring } = await this.#known()
    const byId = new Map(edges.map(edge => [edge.id, edge]))
    const [place, next] = [ring.place(room, width), ring.place(room, width + 1).slice(width)]
    const known = place.flatMap(id => byId.get(id) ?? [])
    const leastLoaded = known.toSorted((a, b) => a.connections - b.connections)
    return [...leastLoaded, ...next.flatMap(id => byId.get(id) ?? [])].map(({ url }) => url)
  }

  async #known(): Promise<Heard> {
    const heard = this.#heard
    if (heard && this.#now() - heard.at < HEARD_MS) return heard
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #ask(): Promise<Heard> {
    const edges = await this.#live()
    const ids = edges.map(({ id }) => id)
    const ring = this.#heard?.ring.isOf(ids) ? this.#heard.ring : new Ring(ids)
    this.#heard = { at: this.#now(), edges, ring }
    return this.#heard
  }

  async #live(): Promise<readonly Edge[]> {
    try {
      return await this.#edges.live()
    } catch (failure) {
      if (this.#heard) return this.#heard.edges
      throw failure
    }
  }
}
