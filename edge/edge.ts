// An edge: it holds viewers. Clients come in by `admit` and `enter`, orders by the orders port,
// time by its own beats; everything else it does is in the files beside this one.

import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import type { CloseReason } from '../engine/close-code.ts'
import type { RoomId } from '../engine/ids.ts'
import { Spreads } from '../engine/placement/spreads.ts'
import type { EdgeReport } from '../engine/ports/edges.ts'
import type { Refused } from '../engine/refusal.ts'
import { Beats } from './beats.ts'
import type { Broadcast } from './broadcasts.ts'
import { carryOut } from './carry-out.ts'
import { Census } from './census.ts'
import type { ConnectionOwner } from './connection.ts'
import { tally } from './counts.ts'
import { type Admitted, Door, full, type Knock } from './door.ts'
import { EnterNotices } from './enter-notices.ts'
import { Entrance } from './entrance.ts'
import { Hearing } from './hearing.ts'
import { Ladder } from './ladder.ts'
import { Lease } from './lease.ts'
import type { LiveRooms } from './live-rooms.ts'
import { Mover } from './mover.ts'
import { MOVE_BEAT_MS } from './moves.ts'
import type { EdgeParts } from './parts.ts'
import { PastFrames } from './past-frames.ts'
import { Place } from './place.ts'
import { Presence } from './presence.ts'
import { Rounds } from './rounds.ts'
import type { Line, Session, Viewer } from './session.ts'
import { Ticketing } from './ticketing.ts'
import type { Transport } from './transport.ts'
import { makeRooms } from './turning.ts'
import { Upkeep } from './upkeep.ts'
import { Uplink } from './uplink.ts'
import { Windows } from './windows.ts'

/** How often the member store is told who came and went. */
const REPORT_MS = 200
/** How often others hear how much there is to do here: joins go by it. */
const LOAD_MS = 1_000
/** How long a goodbye may go unanswered when the edge goes down. */
const GOODBYE_MS = 2_000
/** Of the time to go down in: how often it is looked whether somebody is left. */
const DRAIN_LOOK_MS = 50
const ASLEEP: Refused = { why: 'unavailable', detail: 'this edge is waking up', retryMs: 1_000 }

export class Edge implements ConnectionOwner<Session> {
  readonly rooms: LiveRooms
  readonly windows: Windows
  readonly ladder: Ladder
  /** False once the edge is going down: it takes nobody any more. */
  accepting = true
  readonly #parts: EdgeParts
  readonly #past: PastFrames
  readonly #hearing: Hearing
  readonly #presence: Presence
  readonly #entrance: Entrance
  readonly #place: Place
  readonly #door: Door
  readonly #mover: Mover
  readonly #lease: Lease
  readonly #census: Census
  readonly #upkeep: Upkeep
  readonly #rounds: Rounds
  readonly #beats: Beats
  #url = ''
  #stopOrders: (() => Promise<void>) | undefined

  constructor(parts: EdgeParts) {
    const { buckets, options, now, fault, places, counts, steps } = parts
    this.#parts = parts
    this.#beats = new Beats(fault)
    this.windows = new Windows(buckets, options.cacheBytes)
    this.#past = new PastFrames(buckets, this.windows, now)
    this.#presence = new Presence(parts.members, options.id, now)
    const spreads = new Spreads({ ...parts, viewersPerEdge: options.viewersPerEdge })
    this.#place = new Place(options, places, spreads)
    this.rooms = makeRooms(parts, {
      ...{ windows: this.windows, past: this.#past },
      isCurrent: () => this.#lease.isCurrent,
    })
    this.#rounds = new Rounds(parts, this.rooms, this.#place)
    this.ladder = new Ladder({ rooms: this.rooms, lanes: parts.lanes, rule: options.ladder, now })
    this.#census = new Census({
      ...{ rooms: this.rooms, presence: this.#presence, spreads },
      ...{ pollMs: options.pollMs, now },
    })
    const ticketing = new Ticketing(parts.tickets, this.#place, now)
    this.#door = new Door({
      ...{ rooms: this.rooms, ticketing, place: this.#place },
      isShut: () => this.#isShut(),
    })
    this.#upkeep = new Upkeep({
      ...{ rooms: this.rooms, windows: this.windows, past: this.#past, rule: options, now, fault },
      close: (connection, reason) => this.#close(connection, reason),
    })
    this.#lease = this.#makeLease()
    this.#mover = new Mover({
      ...{ rooms: this.rooms, place: this.#place, ticketing, options, now },
      sendAway: session => this.#dismiss(session, 'moved'),
      moved: () => counts.moves++,
    })
    this.#entrance = new Entrance({
      ...{ rooms: this.rooms, presence: this.#presence, past: this.#past, options, now, fault },
      notices: new EnterNotices({ steps, options: options.entering, now, fault }),
      admit: knock => this.admit(knock),
    })
    this.#hearing = new Hearing({
      uplink: new Uplink(steps, now, counts, parts.screened),
      ...{ rooms: this.rooms, past: this.#past, now, options, ticketing, fault },
      isAsleep: () => (this.#lease.isCurrent ? undefined : ASLEEP),
      enter: (connection, frame) => this.#entrance.enter(connection, frame),
      leave: session => this.#entrance.leave(session),
      close: (connection, reason) => this.#close(connection, reason),
    })
  }

  /**
   * Makes itself known and begins to beat.
   * @param url where viewers reach it, without path: `ws://127.0.0.1:8080`
   * @throws Fault `edge-id-taken`, `store-unavailable`
   */
  async start(url: string): Promise<void> {
    const { options, orders, places, counts } = this.#parts
    this.#url = url
    this.ladder.start()
    await this.#lease.begin()
    await places.refresh()
    this.#stopOrders = await orders.receive(options.id, order => carryOut(order, this))
    this.#rounds.begin(this.#beats)
    const { every } = this.#beats
    every(options.sweepMs, () => this.#lease.isCurrent && this.#upkeep.round())
    every(options.sweepMs, () => this.#census.recountOld())
    every(REPORT_MS, () => this.#census.report())
    every(LOAD_MS, () => this.ladder.beat(counts.bytes))
    every(Math.min(LOAD_MS, options.leaseMs / 3), () => this.#beUp())
    every(options.leaseMs / 3, () => this.#presence.renew())
    every(MOVE_BEAT_MS, () => this.#move())
  }

  /** Clients that are connected. */
  get connections(): number {
    return this.#entrance.connections
  }

  /** Which process this is, for whoever asks at the address it gives. */
  get identity(): Pick<EdgeReport, 'id' | 'instance'> {
    const { id, instance } = this.#parts.options
    return { id, instance }
  }

  admit(knock: Knock): Promise<Admitted | Refused> {
    return this.#door.admit(knock)
  }

  /** A client that was let in; its transport has just been opened. */
  enter(admitted: Admitted, transport: Transport): Line {
    const connection = this.#entrance.come(admitted, transport, this)
    if (!this.accepting) this.#close(connection, 'shuttingDown') // let in before the doors closed
    return connection
  }

  heard(connection: Line, data?: Buffer): void {
    this.#hearing.heard(connection, data)
  }

  heardControl(connection: Line, cursor?: string): boolean {
    return this.#hearing.heardControl(connection, cursor)
  }

  broke(): void {
    tally(this.#parts.counts.closed, 'protocol')
  }

  closed(connection: Line): void {
    this.#entrance.gone(connection)
  }

  /** Ends one viewer's sessions in a room, or everybody's. */
  close(room: RoomId, viewer: Viewer['id'] | undefined, reason: CloseReason): void {
    for (const session of [...(this.rooms.get(room)?.room.sessions ?? [])])
      if (viewer === undefined || session.viewer.id === viewer) this.#dismiss(session, reason)
  }

  /** Says it in all rooms, each at its moment. */
  broadcast(broadcast: Broadcast): void {
    this.#rounds.broadcast(broadcast)
  }

  /** Of what was taken back so much was held here. */
  removed(act: string, messages: number): void {
    const { options, removals } = this.#parts
    void removals.report(act, { place: options.id, removed: messages })
  }

  /**
   * Takes nobody more and sends everybody elsewhere: gradually where there is an elsewhere, and
   * who is left in the end with a goodbye. Then lets go of everything.
   */
  async stop(): Promise<void> {
    this.accepting = false
    await this.#drain().catch(this.#parts.fault) // who cannot be told must not cost a goodbye
    this.#beats.stop()
    this.ladder.stop()
    await this.#withdraw().catch(this.#parts.fault)
    for (const { room } of this.rooms.all()) {
      for (const { connection } of [...room.sessions]) this.#close(connection, 'shuttingDown')
      await breathe()
    }
    await this.#emptied()
    this.rooms.close()
    await this.#presence.leave().catch(this.#parts.fault)
    await this.#rounds.end().catch(this.#parts.fault)
  }

  async #drain(): Promise<void> {
    if (this.#url === '') return // it never began
    await this.#lease.beat()
    await this.#parts.places.refresh()
    if (this.#place.others('serving').length === 0) return
    const deadline = performance.now() + this.#parts.options.drainMs
    this.#mover.drain()
    const isElsewhere = () => this.#place.others('serving').length > 0 // all may go down at once
    while (this.connections > 0 && isElsewhere() && performance.now() < deadline)
      await pause(DRAIN_LOOK_MS)
  }

  /** No more orders, and no more joins that lead here. */
  async #withdraw(): Promise<void> {
    await this.#stopOrders?.()
    await this.#lease.end()
  }

  /** Waits for the goodbyes to be answered, for a moment; then cuts off who is left. */
  async #emptied(): Promise<void> {
    const deadline = performance.now() + GOODBYE_MS
    while (this.connections > 0 && performance.now() < deadline) await pause(GOODBYE_MS / 100)
    for (const { room } of this.rooms.all())
      for (const { transport } of [...room.sessions]) transport.cutOff()
  }

  #makeLease(): Lease {
    const { edges, options, replaced } = this.#parts
    return new Lease({
      ...{ edges, leaseMs: options.leaseMs, taken: replaced, upMs: () => performance.now() },
      report: () => this.#reportOfUs(),
      renewAll: () => this.#readAllAgain(),
    })
  }

  #reportOfUs(): EdgeReport {
    const { id, instance, region, labels, capacity } = this.#parts.options
    const { connections } = this
    return {
      ...{ id, instance, url: this.#url, region, labels, capacity, isDraining: !this.accepting },
      load: { connections, rooms: this.rooms.size, ...this.ladder.report() },
    }
  }

  /** What is known here may be of long ago. */
  async #readAllAgain(): Promise<void> {
    await this.#parts.places.refresh()
    for (const { room } of [...this.rooms.all()]) await this.rooms.refresh(room.id)
    await this.#presence.renew()
  }

  async #beUp(): Promise<void> {
    const wasCurrent = this.#lease.isCurrent
    await this.#lease.beat()
    if (!wasCurrent) for (const { pulse } of this.rooms.all()) pulse.nudge()
  }

  /** While nobody can say where to, nobody is moved: an edge that takes them may know as little. */
  async #move(): Promise<void> {
    const { places } = this.#parts
    await places.current()
    if (places.isAnswered || !this.accepting) this.#mover.beat()
  }

  #isShut(): Refused | undefined {
    if (!this.accepting) return this.#place.elsewhere()
    if (!this.#lease.isCurrent) return ASLEEP
    return full(this.connections, this.#parts.options.capacity)
  }

  #close(connection: Line, reason: CloseReason): void {
    if (!connection.transport.isOpen) return
    tally(this.#parts.counts.closed, reason)
    connection.close(reason)
  }

  #dismiss(session: Session, reason: CloseReason): void {
    if (!session.transport.isOpen) return
    tally(this.#parts.counts.closed, reason)
    this.#entrance.dismiss(session, reason)
  }
}
