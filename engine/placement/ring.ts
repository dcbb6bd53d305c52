// The ring of edges: who sits where, the same on every process that knows the same edges.
//
// A ring never changes. When edges come or go a new one is made and takes the old one's
// place in one assignment, so that nobody reads half of it. Edges are on it by their ids, not
// their addresses; each has as many points as the others: hashring's weights would move keys
// between edges that did not change.

import HashRing from 'hashring'
import { LRUCache } from 'lru-cache'
import type { EdgeId, RoomId } from '../ids.ts'

/**
 * Times 4 replicas is 320 points an edge: their shares differ by some 6 %, and joins go by load
 * besides. Twice as many would take twice as long to make: 200 edges are 64,000 points, 0.1 s.
 */
const VNODES = 80
/** hashring's cache of look-ups is of no use for rooms asked for once in a while; 0 it refuses. */
const SMALLEST_CACHE = 1
/** Rooms whose edges are remembered: a wide room's take 0.1 ms to find, and every join asks. */
const MOST_ROOMS = 50_000

export class Ring {
  /** In order of their ids. */
  readonly edges: readonly EdgeId[]
  readonly #ring: HashRing | undefined
  /** As far as each room was asked for; a narrower place is the beginning of a wider one. */
  readonly #places = new LRUCache<RoomId, readonly EdgeId[]>({ max: MOST_ROOMS })

  constructor(edges: readonly EdgeId[]) {
    this.edges = edges.toSorted()
    if (edges.length === 0) return
    const servers = Object.fromEntries(this.edges.map(edge => [edge, { vnodes: VNODES }]))
    this.#ring = new HashRing(servers, 'md5', { 'max cache size': SMALLEST_CACHE })
  }

  /** The room's place: the first `width` edges clockwise from its hash. */
  place(room: RoomId, width: number): readonly EdgeId[] {
    const wide = Math.min(width, this.edges.length)
    const known = this.#places.get(room)
    if (known && known.length >= wide) return known.length === wide ? known : known.slice(0, wide)
    const found = (this.#ring ? this.#ring.range(room, wide) : []) as EdgeId[]
    this.#places.set(room, found)
    return found
  }

  /** Whether it is made of just these edges. */
  isOf(edges: readonly EdgeId[]): boolean {
    const sorted = edges.toSorted()
    return sorted.length === this.edges.length && sorted.every((edge, i) => edge === this.edges[i])
  }
}
