// Where somebody who joins is sent: to one of the room's edges, by region, load and how much of
// the room each has, and with it the addresses to go to when that one is gone.
//
// A join costs no question of its own: edges and rooms are known here as of a moment ago, and
// whoever is sent somewhere is counted there at once.

import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import { bestOf, type Candidate, MOST_ADDRESSES, withSpare } from '../engine/placement/choose.ts'
import { isGray } from '../engine/placement/gray.ts'
import type { Heard, Places } from '../engine/placement/places.ts'
import type { Ring } from '../engine/placement/ring.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { KnownEdge } from '../engine/ports/edges.ts'

/** An edge says every second how many it has; who was sent there two seconds ago is among them. */
const ON_THE_WAY_MS = 2_000

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

/** Who was sent to an edge that had `said` how many it has, at or after `at`. */
type Sent = { readonly said: number; readonly at: number; many: number }

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
    const place = wide.slice(0, spread.width)
    const candidates = this.#candidates(place, heard, spread.edges)
    const wish = { region: asking.region, many: MOST_ADDRESSES }
    const best = bestOf(candidates, wish).map(({ id }) => id)
    this.#send(best[0], spread.edges)
    const edges = [...withSpare(best, wide, place.length)]
    // Of a gray release that is a single edge: when it is gone, the others take its viewers.
    if (edges.length === 1 && ring === heard.gray) edges.push(...heard.ring.place(asking.room, 1))
    return { edges: edges.flatMap(id => heard.byId.get(id) ?? []), epoch: heard.epoch }
  }

  #ringFor({ viewer, group }: Asking, { ring, gray }: Heard): Ring {
    const toGray = gray.edges.length > 0 && isGray(viewer, group, this.#gray)
    return toGray || ring.edges.length === 0 ? gray : ring
  }

  #candidates(
    place: readonly EdgeId[],
    heard: Heard,
    ofRoom: ReadonlyMap<EdgeId, number>,
  ): Candidate[] {
    const candidates: Candidate[] = []
    for (const id of place) {
      const edge = heard.byId.get(id)
      if (!edge) continue
      const clients = edge.load.connections + this.#onTheWay(edge, heard.at).many
      const load = clients / edge.capacity
      candidates.push({ id, region: edge.region, load, ofRoom: ofRoom.get(id) ?? 0 })
    }
    return candidates
  }

  #onTheWay({ id, load }: KnownEdge, at: number): Sent {
    const said = load.connections
    const sent = this.#sent.get(id)
    if (sent?.said === said && at - sent.at < ON_THE_WAY_MS) return sent
    const nobody = { said, at, many: 0 }
    this.#sent.set(id, nobody)
    return nobody
  }

  #send(id: EdgeId | undefined, ofRoom: Map<EdgeId, number>): void {
    const sent = id === undefined ? undefined : this.#sent.get(id)
    if (id === undefined || !sent) return
    sent.many++
    ofRoom.set(id, (ofRoom.get(id) ?? 0) + 1)
  }
}
