// Which rooms sit on this edge, by the ring it is on; and for those that do not, where.

import type { EdgeId } from '../engine/ids.ts'
import { withSpare } from '../engine/placement/choose.ts'
import type { Heard, Places } from '../engine/placement/places.ts'
import type { Ring } from '../engine/placement/ring.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { KnownEdge } from '../engine/ports/edges.ts'
import type { Refused } from '../engine/refusal.ts'
import type { TicketClaims } from '../http/ticket.ts'
import type { LiveRoom } from './live-room.ts'

/** What a ticket says of where it is good. */
export type Validity = Pick<TicketClaims, 'edges' | 'epoch'>

export class Place {
  readonly #self: EdgeId
  readonly #isGray: boolean
  readonly #places: Places
  readonly #spreads: Pick<Spreads, 'of'>

  /** @param self.isGray it carries the label of the gray release */
  constructor(
    self: { readonly id: EdgeId; readonly isGray: boolean },
    places: Places,
    spreads: Pick<Spreads, 'of'>,
  ) {
    this.#self = self.id
    this.#isGray = self.isGray
    this.#places = places
    this.#spreads = spreads
  }

  /**
   * Why somebody with this ticket is wrong here, if so. Of a ticket no older than the edges of
   * before the last change it counts that it names us: the room is only just moving. Of an older
   * one it counts whether the room is here now.
   */
  async wrongFor(claims: TicketClaims): Promise<Refused | undefined> {
    const { room, edges = [], epoch = 0, pinned } = claims
    const heard = await this.#heardSince(epoch)
    if (!heard) return undefined // nobody can say where else
    const isRecent = epoch >= (this.#places.previous?.epoch ?? heard.epoch)
    if (edges.includes(this.#self) && (isRecent || pinned)) return undefined
    const { width } = await this.#spreads.of(room)
    // One more than the room has: it is where people go when one of the room's edges is gone.
    const place = this.#ring(heard).place(room, width + 1)
    if (place.length === 0 || place.includes(this.#self)) return undefined
    return moved(heard.byId.get(place[0] as EdgeId))
  }

  /** The room's edges, as far as is known here. */
  edgesOf(room: LiveRoom): readonly EdgeId[] {
    const { heard } = this.#places
    if (!heard) return []
    const ring = this.#ring(heard)
    const { width } = room.spread
    if (room.place?.ring !== ring || room.place.width !== width)
      room.place = { ring, width, edges: ring.place(room.id, width) }
    return room.place.edges
  }

  /** What a ticket for the room is to say now to somebody who is, or goes, to `first`. */
  validity(room: LiveRoom, first: EdgeId = this.#self): Validity {
    const { heard } = this.#places
    return heard ? { edges: this.#addresses(room, first, heard), epoch: heard.epoch } : {}
  }

  /** Where somebody who goes to `first` is to go when that is gone. */
  fallbacks(room: LiveRoom, first: EdgeId): string[] {
    const { heard } = this.#places
    const others = heard ? this.#addresses(room, first, heard).slice(1) : []
    return others.flatMap(id => heard?.byId.get(id)?.url ?? [])
  }

  edge(id: EdgeId): KnownEdge | undefined {
    return this.#places.heard?.byId.get(id)
  }

  /** Edges that are in this state, and this one not among them. */
  others(state: KnownEdge['state']): readonly KnownEdge[] {
    const edges = this.#places.heard?.edges ?? []
    return edges.filter(edge => edge.state === state && edge.id !== this.#self)
  }

  /** Who is turned away here may try these. */
  elsewhere(): Refused {
    const [edge] = this.others('serving')
    return edge ? moved(edge) : { why: 'overloaded', detail: 'this edge is going down' }
  }

  #addresses(room: LiveRoom, first: EdgeId, heard: Heard): readonly EdgeId[] {
    const edges = this.edgesOf(room)
    const clockwise = this.#ring(heard).place(room.id, edges.length + 1)
    return withSpare([first, ...edges.filter(edge => edge !== first)], clockwise, edges.length)
  }

  async #heardSince(epoch: number): Promise<Heard | undefined> {
    const { heard } = this.#places
    if (heard && heard.epoch >= epoch) return heard
    return this.#places.refresh().catch(() => heard)
  }

  #ring({ ring, gray }: Heard): Ring {
    const own = this.#isGray ? gray : ring
    const other = this.#isGray ? ring : gray
    return own.edges.length > 0 ? own : other
  }
}

function moved(edge: KnownEdge | undefined): Refused {
  return { why: 'moved', ...(edge ? { edge: edge.url } : {}) }
}
