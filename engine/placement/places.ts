// The edges that are up and the rings of them, as this process last heard: asked for when they
// are older than a moment, however many want to know. While nobody can say, those of before are
// taken to be: most still are, and clients know a second address.
//
// There are two rings. Edges that carry the label of a gray release are on one of their own, so
// that a new version takes whom it is to take and nobody else.

import type { Now } from '../clock.ts'
import type { EdgeId } from '../ids.ts'
import type { Edges, EdgesNow, KnownEdge } from '../ports/edges.ts'
import { Ring } from './ring.ts'

/** A tenth of the lease after which an edge is gone anyway. */
const HEARD_MS = 500

export type Heard = EdgesNow & {
  readonly at: number
  readonly byId: ReadonlyMap<EdgeId, KnownEdge>
  /** Of the edges that serve. */
  readonly ring: Ring
  /** Clients that an edge has which serves, in the mean. */
  readonly meanClients: number
  /** Of those among them with the label of the gray release. */
  readonly gray: Ring
}

export class Places {
  readonly #edges: Pick<Edges, 'now'>
  readonly #now: Now
  readonly #grayLabel: string
  #heard: Heard | undefined
  #previous: Heard | undefined
  #asking: Promise<Heard> | undefined
  #isAnswered = false

  /** @param grayLabel '': there is no gray release */
  constructor(edges: Pick<Edges, 'now'>, now: Now, grayLabel: string) {
    this.#edges = edges
    this.#now = now
    this.#grayLabel = grayLabel
  }

  /** What was heard last, as of a moment ago. @throws Fault `store-unavailable` at the start alone */
  async current(): Promise<Heard> {
    const heard = this.#heard
    return heard && this.#now() - heard.at < HEARD_MS ? heard : this.refresh()
  }

  /** Whether the store answered when it was asked last; else what is known may be of long ago. */
  get isAnswered(): boolean {
    return this.#isAnswered
  }

  /** What was heard last, whenever that was. */
  get heard(): Heard | undefined {
    return this.#heard
  }

  /** What held in the epoch before the current one. */
  get previous(): Heard | undefined {
    return this.#previous
  }

  /** Asks now; of many who do so one asks the store. */
  refresh(): Promise<Heard> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #ask(): Promise<Heard> {
    const now = await this.#told()
    const before = this.#heard
    const heard = this.#made(now)
    if (before && before.epoch !== heard.epoch) this.#previous = before
    this.#heard = heard
    return heard
  }

  async #told(): Promise<EdgesNow> {
    try {
      const now = await this.#edges.now()
      this.#isAnswered = true
      return now
    } catch (failure) {
      this.#isAnswered = false
      if (this.#heard) return this.#heard
      throw failure
    }
  }

  #made({ epoch, edges }: EdgesNow): Heard {
    const serving = edges.filter(({ state }) => state === 'serving')
    const isGray = ({ labels }: KnownEdge) => labels.includes(this.#grayLabel)
    return {
      epoch,
      edges,
      at: this.#now(),
      meanClients: meanClientsOf(serving),
      byId: new Map(edges.map(edge => [edge.id, edge])),
      ring: this.#ringOf(
        serving.filter(edge => !isGray(edge)),
        this.#heard?.ring,
      ),
      gray: this.#ringOf(serving.filter(isGray), this.#heard?.gray),
    }
  }

  /** The one of before, when it is of the same edges: it takes milliseconds to make. */
  #ringOf(edges: readonly KnownEdge[], before: Ring | undefined): Ring {
    const ids = edges.map(({ id }) => id)
    return before?.isOf(ids) ? before : new Ring(ids)
  }
}

function meanClientsOf(edges: readonly KnownEdge[]): number {
  const clients = edges.reduce((sum, { load }) => sum + load.connections, 0)
  return clients / Math.max(1, edges.length)
}
