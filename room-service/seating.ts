// Where somebody who joins is sent: to one of the room's edges, by region, load and how much of
// the room each has, and with it the addresses to go to when that one is gone.
//
// A join costs no question of its own: edges and rooms are known here as of a moment ago, and
// whoever is sent somewhere is counted there at once.

import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import { type Candidate, inOrder } from '../engine/placement/choose.ts'
import { isGray } from '../engine/placement/gray.ts'
import type { Heard, Places } from '../engine/placement/places.ts'
import type { Ring } from '../engine/placement/ring.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { KnownEdge } from '../engine/ports/edges.ts'

/** Where to go next when an edge is gone; more of them only make a ticket long. */
const MOST_ADDRESSES = 4

export type Asking = {
  readonly room: RoomId
  readonly viewer: ViewerId
  /** Where the viewer is; '' when nobody said. */
  readonly region: string
  /** Whom the application counts it among, for a gray release. */
  readonly group: string
  /** The application wants this one. */
  readonly pinned: EdgeId | undefined
}

export type Seats = {
  /** Best first; none: no edge is up. */
  readonly edges: readonly KnownEdge[]
  /** By which the rooms' places were looked up. */
  readonly epoch: number
}

export type GrayRelease = { readonly label: string; readonly percent: number }

type Sent = { readonly said: number; many: number }

export class Seating {
  readonly #places: Places
  readonly #spreads: Spreads
  readonly #gray: GrayRelease
  /** Sent to each edge since it last said how many it has. */
  readonly #sent = new Map<EdgeId, Sent>()

  constructor(places: Places, spreads: Spreads, gray: GrayRelease) {
    this.#places = places
    this.#spreads = spreads
    this.#gray = gray
  }

  async seatsFor(asking: Asking): Promise<Seats> {
    const [heard, spread] = await Promise.all([
      this.#places.current(),
      this.#spreads.of(asking.room),
    ])
    if (asking.pinned) {
      const edge = heard.byId.get(asking.pinned)
      return { edges: edge?.state === 'serving' ? [edge] : [], epoch: heard.epoch }
    }
    const ring = this.#ringFor(asking, heard)
    const wide = ring.place(asking.room, spread.width + 1)
    const [place, spare] = [wide.slice(0, spread.width), wide.slice(spread.width)]
    const candidates = place.flatMap(id => this.#candidate(id, heard, spread.edges.get(id) ?? 0))
    const best = inOrder(candidates, asking.region).map(({ id }) => id)
    this.#send(best[0], spread.edges)
    const edges = [...best, ...spare].slice(0, MOST_ADDRESSES)
    return { edges: edges.flatMap(id => heard.byId.get(id) ?? []), epoch: heard.epoch }
  }

  #ringFor({ viewer, group }: Asking, { ring, gray }: Heard): Ring {
    const toGray = gray.edges.length > 0 && isGray(viewer, group, this.#gray)
    return toGray || ring.edges.length === 0 ? gray : ring
  }

  #candidate(id: EdgeId, heard: Heard, ofRoom: number): Candidate[] {
    const edge = heard.byId.get(id)
    if (!edge) return []
    const { connections } = edge.load
    const sent = this.#sent.get(id)
    const clients = connections + (sent?.said === connections ? sent.many : 0)
    if (clients === connections) this.#sent.set(id, { said: connections, many: 0 })
    return [{ id, region: edge.region, load: clients / edge.capacity, ofRoom }]
  }

  #send(id: EdgeId | undefined, ofRoom: Map<EdgeId, number>): void {
    const sent = id === undefined ? undefined : this.#sent.get(id)
    if (id === undefined || !sent) return
    sent.many++
    ofRoom.set(id, (ofRoom.get(id) ?? 0) + 1)
  }
}
