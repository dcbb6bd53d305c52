// How each room is spread over edges, and how wide it is to be, as this process last heard: asked
// of the member store once a second and room, however many want to know.
//
// Whoever finds that a room has grown out of its width, or shrunk, says so to the member store.
// All who look come to the same width by the same rule, and the store takes the first alone.

import { LRUCache } from 'lru-cache'
import type { Now } from '../clock.ts'
import type { EdgeId, RoomId } from '../ids.ts'
import type { Count, MemberStore, Spread } from '../ports/member-store.ts'
import type { Places } from './places.ts'
import { viewersPerEdgeOf, widthOf } from './width.ts'

/** A count is at most this old; no crowd comes faster than an edge can take it by then. */
const HEARD_MS = 1_000
/** Some 20 MB; a room that falls out is asked for again. */
const MOST_ROOMS = 50_000

export type RoomSpread = {
  readonly count: Count
  /** Over how many edges the room is to spread. */
  readonly width: number
  /** Of the room's clients, those on each edge. Who is sent to one is counted in by whoever sends. */
  readonly edges: Map<EdgeId, number>
}

export const NOBODY: RoomSpread = {
  count: { connections: 0, viewers: 0, guests: 0 },
  width: 1,
  edges: new Map(),
}

type Known = { readonly at: number; readonly spread: Promise<RoomSpread> }

export type SpreadsParts = {
  readonly members: Pick<MemberStore, 'spread' | 'widen'>
  readonly places: Pick<Places, 'heard'>
  /** The most of one room on one edge before it spreads to another; see width.ts. */
  readonly viewersPerEdge: number
  readonly now: Now
}

export class Spreads {
  readonly #parts: SpreadsParts
  readonly #known = new LRUCache<RoomId, Known>({ max: MOST_ROOMS })

  constructor(parts: SpreadsParts) {
    this.#parts = parts
  }

  /** As of a moment ago. While the member store does not answer, as it was before. */
  of(room: RoomId): Promise<RoomSpread> {
    const now = this.#parts.now()
    const known = this.#known.get(room)
    if (known && now - known.at < HEARD_MS) return known.spread
    const spread = this.ask(room).catch(() => known?.spread ?? { ...NOBODY, edges: new Map() })
    this.#known.set(room, { at: now, spread })
    return spread
  }

  /** As of now. @throws Fault `store-unavailable` */
  async ask(room: RoomId): Promise<RoomSpread> {
    const spread = await this.#parts.members.spread(room)
    const { connections, viewers, guests } = spread
    return {
      count: { connections, viewers, guests },
      width: this.#widened(room, spread),
      edges: new Map(spread.edges),
    }
  }

  #widened(room: RoomId, { viewers, width }: Spread): number {
    const { members, places, viewersPerEdge } = this.#parts
    const most = viewersPerEdgeOf(viewersPerEdge, places.heard?.meanClients ?? 0)
    const wanted = widthOf(viewers, most, width)
    if (wanted !== width) members.widen(room, { from: width, to: wanted }).catch(() => {}) // the next who looks will
    return wanted
  }
}
