// The ring of edges: who sits where, the same on every process that knows the same edges.
//
// A ring never changes. When edges come or go a new one is made and takes the old one's
// place in one assignment, so that nobody reads half of it. Edges are on it by their ids, not
// their addresses; each has as many points as the others: hashring's weights would move keys
// between edges that did not change.

import HashRing from 'hashring'
import type { EdgeId, RoomId } from '../ids.ts'

/**
 * Times 4 replicas is 320 points an edge: their shares differ by some 6 %, and joins go by load
 * besides. Twice as many would take twice as long to make: 200 edges are 64,000 points, 0.1 s.
 */
const VNODES = 80
/** hashring's cache of look-ups is of no use for rooms asked for once in a while; 0 it refuses. */
const SMALLEST_CACHE = 1

export class Ring {
  /** In order of their ids. */
  readonly edges: readonly EdgeId[]
  readonly #ring: HashRing | undefined

  constructor(edges: readonly EdgeId[]) {
    this.edges = edges.toSorted()
    if (edges.length === 0) return
    const servers = Object.fromEntries(this.edges.map(edge => [edge, { vnodes: VNODES }]))
    this.#ring = new HashRing(servers, 'md5', { 'max cache size': SMALLEST_CACHE })
  }

  /** The room's place: the first `width` edges clockwise from its hash. */
  place(room: RoomId, width: number): EdgeId[] {
    if (!this.#ring) return []
    return this.#ring.range(room, Math.min(width, this.edges.length)) as EdgeId[]
  }

  /** Whether it is made of just these edges. */
  isOf(edges: readonly EdgeId[]): boolean {
    const sorted = edges.toSorted()
    return sorted.length === this.edges.length && sorted.every((edge, i) => edge === this.edges[i])
  }
}
