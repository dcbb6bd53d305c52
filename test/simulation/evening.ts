// An evening of a whole deployment without a socket, on a clock that is turned: viewers come and
// go, edges are added, drained and killed. Every decision is the real code's: the room service's
// seating, the door's and the movers' decisions, the rings and widths. Only who carries them out
// is simulated.

import { Place } from '../../edge/place.ts'
import { MemoryEdges } from '../../engine/adapters/memory/edges.ts'
import type { EdgeId, ViewerId } from '../../engine/ids.ts'
import { Places } from '../../engine/placement/places.ts'
import { Spreads } from '../../engine/placement/spreads.ts'
import type { EdgeReport } from '../../engine/ports/edges.ts'
import type { TicketClaims } from '../../http/ticket.ts'
import { Seating } from '../../room-service/seating.ts'
import { NOON } from '../fixtures/message.ts'
import { seeded } from '../fixtures/seeded.ts'
import { Crowd } from './crowd.ts'
import { Moving } from './moving.ts'
import { type Sitter, Sitting } from './sitting.ts'

export type Size = {
  readonly viewers: number
  readonly rooms: number
  readonly edges: number
  readonly capacity: number
  readonly viewersPerEdge: number
  readonly movesPerSecond: number
  /** Within which everybody comes. */
  readonly comingSeconds: number
}

const LEASE_MS = 6_000
const DRAIN_MS = 20_000
/** Of those who are there, in every second as many go and others come. */
const CHURN = 0.001
const VIEWER = 'v' as ViewerId

export class Evening {
  readonly size: Size
  readonly sitting = new Sitting(() => this.now)
  readonly places: Places
  readonly moving: Moving
  /** Clients that lost their edge and found another of their own. */
  resumed = 0
  /** Those who had to join again. */
  rejoined = 0
  now = NOON
  readonly #random: () => number
  readonly #crowd: Crowd
  readonly #edges: MemoryEdges
  readonly #reports = new Map<EdgeId, EdgeReport>()
  readonly #spreads: Spreads
  /** Two room services: neither knows whom the other sends where. */
  readonly #seatings: readonly Seating[]
  readonly #doors = new Map<EdgeId, Place>()
  readonly #expiring = new Map<EdgeId, number>()
  #joins = 0
  #named = 0

  constructor(size: Size, seed: number) {
    const now = () => this.now
    this.size = size
    this.#random = seeded(seed)
    this.#crowd = new Crowd(size.rooms, this.#random)
    this.#edges = new MemoryEdges({ now, leaseMs: LEASE_MS })
    this.places = new Places(this.#edges, now, '')
    const { viewersPerEdge } = size
    const spreads = () =>
      new Spreads({ members: this.sitting, places: this.places, viewersPerEdge, now })
    this.#spreads = spreads()
    this.#seatings = [0, 1].map(
      () => new Seating(this.places, spreads(), { label: '', percent: 0 }),
    )
    this.moving = new Moving(this.sitting, this.#spreads, size.movesPerSecond, LEASE_MS)
  }

  /** Told to go elsewhere, or gone there by themselves. */
  get moved(): number {
    return this.moving.told + this.resumed + this.rejoined
  }

  get serving(): readonly EdgeId[] {
    return [...this.#reports.values()].filter(({ isDraining }) => !isDraining).map(({ id }) => id)
  }

  /** Edges come up and everybody comes in. */
  async begin(): Promise<void> {
    for (let n = 0; n < this.size.edges; n++) await this.add()
    const perSecond = Math.ceil(this.size.viewers / this.size.comingSeconds)
    while (this.sitting.everybody.length < this.size.viewers) {
      await this.#second()
      const more = Math.min(perSecond, this.size.viewers - this.sitting.everybody.length)
      for (let n = 0; n < more; n++) await this.#come()
    }
  }

  async add(): Promise<EdgeId> {
    const id = `edge-${this.#named++}` as EdgeId
    const report = {
      ...{ id, instance: id, url: id, region: '', labels: [], isDraining: false },
      ...{ capacity: this.size.capacity, load: NO_LOAD },
    }
    this.#reports.set(id, report)
    await this.#edges.register(report)
    await this.#edges.confirm(report)
    this.#doors.set(id, new Place({ id, isGray: false }, this.places, this.#spreads))
    return id
  }

  /** @returns how many it held */
  async drain(id: EdgeId): Promise<number> {
    const held = this.sitting.connections.get(id) ?? 0
    const report = { ...(this.#reports.get(id) as EdgeReport), isDraining: true }
    this.#reports.set(id, report)
    await this.#edges.register(report)
    this.moving.drain(id, this.now, DRAIN_MS)
    return held
  }

  /** @returns how many it held */
  async kill(id: EdgeId): Promise<number> {
    this.#reports.delete(id)
    this.#expiring.set(id, this.now + LEASE_MS)
    const standing = this.sitting.died(id)
    for (const one of standing) await this.#comeBack(one)
    return standing.length
  }

  async pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      await this.#second()
      await this.#churn()
    }
  }

  async #second(): Promise<void> {
    this.now += 1_000
    for (const report of this.#reports.values()) await this.#edges.register(this.#withLoad(report))
    for (const [id, untilMs] of this.#expiring)
      if (this.now >= untilMs) {
        this.#expiring.delete(id)
        this.sitting.expired(id)
      }
    const heard = await this.places.current()
    this.moving.arrive(heard, this.now, id => this.#reports.has(id))
    for (const [id, { untilMs }] of this.moving.drains)
      if (this.now >= untilMs || !this.sitting.connections.get(id)) await this.#end(id)
    await this.moving.second(heard, this.now)
  }

  #withLoad(report: EdgeReport): EdgeReport {
    const connections = this.sitting.connections.get(report.id) ?? 0
    return { ...report, load: { ...NO_LOAD, connections } }
  }

  /** It has drained, or its time is over: who is left finds another edge. */
  async #end(id: EdgeId): Promise<void> {
    this.moving.drains.delete(id)
    await this.#edges.leave(this.#reports.get(id) as EdgeReport)
    await this.kill(id)
    this.#expiring.delete(id)
    this.sitting.expired(id)
  }

  async #come(room = this.#crowd.choose()): Promise<void> {
    const seating = this.#seatings[this.#joins++ % 2] as Seating
    const asking = { room, viewer: VIEWER, region: '', group: '', pinned: undefined }
    const { edges, epoch } = await seating.seatsFor(asking)
    const addresses = edges.map(({ id }) => id)
    const edge = addresses.find(id => this.#reports.has(id))
    if (edge === undefined) return
    const ticket = { edges: addresses, epoch }
    const sitter = { room, edge, at: 0, index: 0, addresses, ticket, cameAt: 0, moving: undefined }
    this.sitting.come(sitter)
    this.sitting.sit(sitter, edge, this.now)
  }

  /** By its ticket to the next edge that takes it; else by a join. */
  async #comeBack(one: Sitter): Promise<void> {
    one.moving = undefined
    for (const id of one.addresses) {
      if (id === one.edge || !this.#reports.has(id)) continue
      if (await this.#doors.get(id)?.wrongFor(claimsOf(one))) continue
      this.resumed++
      this.sitting.sit(one, id, this.now)
      return
    }
    this.rejoined++
    this.sitting.go(one)
    await this.#come(one.room)
  }

  async #churn(): Promise<void> {
    const { everybody } = this.sitting
    const many = Math.round(everybody.length * CHURN)
    for (let n = 0; n < many; n++) {
      const one = everybody[Math.floor(this.#random() * everybody.length)] as Sitter
      this.sitting.getUp(one)
      this.sitting.go(one)
      await this.#come()
    }
  }
}

function claimsOf({ room, ticket }: Sitter): TicketClaims {
  return { ...ticket, room, viewer: VIEWER, name: '', role: 'viewer', guest: true }
}

const NO_LOAD = { connections: 0, rooms: 0, bytesPerSecond: 0, loopDelayMs: 0 }
