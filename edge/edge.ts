// An edge: it holds viewers. Clients come in by `admit` and `enter`, orders by the orders port,
// time by its own beats; everything else it does is in the files beside this one.

import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import type { Now } from '../engine/clock.ts'
import type { CloseReason } from '../engine/close-code.ts'
import type { RoomId } from '../engine/ids.ts'
import type { BucketStore } from '../engine/ports/bucket-store.ts'
import type { Edges } from '../engine/ports/edges.ts'
import type { MemberStore } from '../engine/ports/member-store.ts'
import type { Notices } from '../engine/ports/notices.ts'
import type { Orders } from '../engine/ports/orders.ts'
import type { Removals } from '../engine/ports/removals.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { Refused } from '../engine/refusal.ts'
import type { RoomSettings } from '../engine/room.ts'
import { Spacing } from '../engine/spacing.ts'
import type { Context, Step } from '../engine/uplink/step.ts'
import { type Admitted, admit, type CheckTicket, type Knock } from './admission.ts'
import { carryOut } from './carry-out.ts'
import type { Connection, ConnectionOwner } from './connection.ts'
import { type EdgeCounts, tally } from './counts.ts'
import { Entrance } from './entrance.ts'
import { Hearing } from './hearing.ts'
import { type Held, LiveRooms } from './live-rooms.ts'
import type { EdgeOptions } from './options.ts'
import { PastFrames } from './past-frames.ts'
import { Presence } from './presence.ts'
import type { Session, Viewer } from './session.ts'
import { sweep } from './sweep.ts'
import type { Transport } from './transport.ts'
import { turn } from './turn.ts'
import { Uplink } from './uplink.ts'
import { Windows } from './windows.ts'

/** How often the member store is told who came and went. */
const REPORT_MS = 200
/** An empty room is kept this long: a reload finds it open. */
const KEEP_EMPTY_MS = 10_000
/** As the tick of a big room. */
const MOST_SPACING_MS = 1_000
/** How long a goodbye may go unanswered when the edge goes down. */
const GOODBYE_MS = 2_000

export type EdgeParts = {
  readonly options: EdgeOptions
  readonly buckets: BucketStore
  readonly members: MemberStore
  readonly notices: Notices
  readonly orders: Orders
  readonly removals: Pick<Removals, 'report'>
  readonly settings: Settings
  readonly edges: Edges
  readonly defaults: RoomSettings
  readonly check: CheckTicket
  readonly steps: readonly Step[]
  readonly counts: EdgeCounts
  /** Told what the steps changed on a message's way up. */
  readonly screened: Context['count']
  readonly now: Now
  /** In [0, 1). */
  readonly random: () => number
  /** A failure nobody else was told of: to be logged. */
  readonly fault: (failure: unknown) => void
}

export class Edge implements ConnectionOwner {
  readonly rooms: LiveRooms
  readonly windows: Windows
  /** False once the edge is going down: it takes nobody any more. */
  accepting = true
  readonly #parts: EdgeParts
  readonly #past: PastFrames
  readonly #hearing: Hearing
  readonly #presence: Presence
  readonly #entrance: Entrance
  readonly #timers: NodeJS.Timeout[] = []
  #url = ''
  #stopOrders: (() => Promise<void>) | undefined

  constructor(parts: EdgeParts) {
    const { buckets, options, now, fault } = parts
    this.#parts = parts
    this.windows = new Windows(buckets, options.cacheBytes)
    this.#past = new PastFrames(buckets, this.windows, now)
    this.#presence = new Presence(parts.members, options.id)
    this.rooms = this.#makeRooms()
    this.#entrance = new Entrance({
      ...{ rooms: this.rooms, presence: this.#presence, past: this.#past, options, now, fault },
      admit: knock => this.admit(knock),
    })
    this.#hearing = new Hearing({
      uplink: new Uplink(parts.steps, now, parts.counts, parts.screened),
      ...{ past: this.#past, now, options, fault },
      enter: (connection, frame) => this.#entrance.enter(connection, frame),
      leave: session => this.#entrance.leave(session),
      close: (connection, reason) => this.#close(connection, reason),
    })
  }

  /**
   * Makes itself known and begins to beat.
   * @param url where viewers reach it, without path: `ws://127.0.0.1:8080`
   */
  async start(url: string): Promise<void> {
    const { options, orders } = this.#parts
    this.#url = url
    await this.#register()
    this.#stopOrders = await orders.receive(options.id, order => carryOut(order, this))
    this.#every(options.sweepMs, async () => this.#sweep())
    this.#every(options.sweepMs, () => this.#recountOld())
    this.#every(REPORT_MS, () => this.#report())
    this.#every(options.leaseMs / 3, () => this.#register())
    this.#every(options.leaseMs / 3, () => this.#presence.renew())
  }

  /** Clients that are connected. */
  get connections(): number {
    return this.#entrance.connections
  }

  admit(knock: Knock): Promise<Admitted | Refused> {
    return admit(knock, {
      isOpen: this.accepting,
      rooms: this.rooms,
      check: this.#parts.check,
    })
  }

  /** A client that was let in; its transport has just been opened. */
  enter(admitted: Admitted, transport: Transport): Connection {
    const connection = this.#entrance.come(admitted, transport, this)
    if (!this.accepting) this.#close(connection, 'shuttingDown') // let in before the doors closed
    return connection
  }

  heard(connection: Connection, data?: Buffer): void {
    this.#hearing.heard(connection, data)
  }

  heardControl(connection: Connection): boolean {
    return this.#hearing.heardControl(connection)
  }

  broke(): void {
    tally(this.#parts.counts.closed, 'protocol')
  }

  closed(connection: Connection): void {
    this.#entrance.gone(connection)
  }

  /** Ends one viewer's sessions in a room, or everybody's. */
  close(room: RoomId, viewer: Viewer['id'] | undefined, reason: CloseReason): void {
    for (const session of [...(this.rooms.get(room)?.room.sessions ?? [])])
      if (viewer === undefined || session.viewer.id === viewer) this.#dismiss(session, reason)
  }

  /** Of what was taken back so much was held here. */
  removed(act: string, messages: number): void {
    const { options, removals } = this.#parts
    void removals.report(act, { place: options.id, removed: messages })
  }

  /** Takes nobody more, tells everybody to come back elsewhere, lets go of everything. */
  async stop(): Promise<void> {
    this.accepting = false
    for (const timer of this.#timers) clearInterval(timer)
    await this.#withdraw().catch(this.#parts.fault) // who is away already must not cost a goodbye
    for (const { room } of this.rooms.all()) {
      for (const { connection } of [...room.sessions]) this.#close(connection, 'shuttingDown')
      await breathe()
    }
    await this.#emptied()
    this.rooms.close()
    await this.#presence.leave().catch(this.#parts.fault)
  }

  /** No more orders, and no more joins that lead here. */
  async #withdraw(): Promise<void> {
    await this.#stopOrders?.()
    await this.#parts.edges.leave(this.#parts.options.id)
  }

  /** Waits for the goodbyes to be answered, for a moment; then cuts off who is left. */
  async #emptied(): Promise<void> {
    const deadline = performance.now() + GOODBYE_MS
    while (this.connections > 0 && performance.now() < deadline) await pause(GOODBYE_MS / 100)
    for (const { room } of this.rooms.all())
      for (const { connection } of [...room.sessions]) connection.transport.cutOff()
  }

  #makeRooms(): LiveRooms {
    const { buckets, options, counts, now, fault, notices, random } = this.#parts
    const spacing = new Spacing(MOST_SPACING_MS)
    const turnParts = {
      ...{ buckets, windows: this.windows, past: this.#past },
      ...{ now, counts, options, fault },
    }
    return new LiveRooms({
      ...this.#parts,
      pulse: {
        ...{ notices, pollMs: options.pollMs, counts, fault, now, random },
        spacingMs: () => spacing.ms,
        turn: room => turn(room, turnParts),
      },
    })
  }

  #close(connection: Connection, reason: CloseReason): void {
    if (!connection.transport.isOpen) return
    tally(this.#parts.counts.closed, reason)
    connection.close(reason)
  }

  #dismiss(session: Session, reason: CloseReason): void {
    if (!session.connection.transport.isOpen) return
    tally(this.#parts.counts.closed, reason)
    this.#entrance.dismiss(session, reason)
  }

  async #register(): Promise<void> {
    const { options, edges } = this.#parts
    await edges.register({ id: options.id, url: this.#url, connections: this.connections })
  }

  async #report(): Promise<void> {
    for (const room of await this.#presence.report()) {
      const held = this.rooms.get(room)
      if (held) await this.#recount(held)
    }
  }

  async #recount(held: Held): Promise<void> {
    held.room.countedAt = this.#parts.now()
    this.rooms.counted(held, await this.#parts.members.count(held.room.id))
  }

  /** Closes who is silent or slow, catches up who was, lets empty rooms go. */
  #sweep(): void {
    const now = this.#parts.now()
    const { options } = this.#parts
    for (const { room, pace, emptySince } of [...this.rooms.all()]) {
      sweep(room, pace, now, options, ({ connection }, reason) => this.#close(connection, reason))
      this.#catchUp(room)
      if (room.sessions.length > 0 || now - emptySince <= KEEP_EMPTY_MS) continue
      this.rooms.letGo(room.id)
      this.windows.drop(room) // from here on nobody feeds it
    }
  }

  /** Reports tell of our own viewers; who is on other edges shows when a count is asked for. */
  async #recountOld(): Promise<void> {
    const { now, options } = this.#parts
    for (const held of [...this.rooms.all()])
      if (now() - held.room.countedAt >= options.pollMs) await this.#recount(held)
  }

  /** Who drained in a room that has fallen silent: no frame comes to notice it. */
  #catchUp(room: Held['room']): void {
    if (room.degraded) return
    for (const session of room.sessions)
      if (session.hasDrained) this.#past.catchUp(room, session).catch(this.#parts.fault)
  }

  /** A beat that fails is logged and comes again; one that is late is not doubled. */
  #every(ms: number, beat: () => Promise<unknown>): void {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      beat()
        .catch(this.#parts.fault)
        .finally(() => {
          busy = false
        })
    }, ms)
    this.#timers.push(timer)
  }
}
