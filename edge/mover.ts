// Moves viewers to where their rooms sit now: when edges come or go, when a room spreads over
// more of them or fewer, when this edge goes down. Gradually, at a rate that the edges share, and
// make-before-break: a client is told where to go and with which ticket, opens the new
// connection, and only then closes this one. Whom telling for a minute does not move is sent away.
//
// How many go where is `overflow`'s to say (engine/placement): every edge carries out its own
// part of one plan, with nobody to coordinate them.

import type { Now } from '../engine/clock.ts'
import type { EdgeId } from '../engine/ids.ts'
import { type Overflow, overflow } from '../engine/placement/overflow.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import {
  arrived,
  drainRate,
  inOrderOfMoving,
  settledSince,
  shareOfMoves,
  tokensOf,
} from './moves.ts'
import type { EdgeOptions } from './options.ts'
import type { Place } from './place.ts'
import type { Moving, Session } from './session.ts'
import type { Ticketing } from './ticketing.ts'

/** How often all rooms are looked at for whom to move; counts are no fresher. */
const LOOK_MS = 1_000
/** A client opens a connection in a second or two, on a bad network in ten. */
const WITHIN_MS = 10_000
/**
 * Told so often it goes by itself; else it is sent away. That takes a minute: an edge that cannot
 * read the room's record, because its store is away, takes nobody for as long.
 */
const MOST_TOLD = 6

export type MoverParts = {
  readonly rooms: LiveRooms
  readonly place: Place
  readonly ticketing: Pick<Ticketing, 'fresh'>
  readonly options: Pick<EdgeOptions, 'id' | 'leaseMs' | 'movesPerSecond' | 'moveOrder' | 'drainMs'>
  readonly now: Now
  /** Ends a session that was told and has not moved. */
  readonly sendAway: (session: Session) => void
  /** Told of each telling, for a counter. */
  readonly moved: () => void
}

export class Mover {
  readonly #parts: MoverParts
  /** In the order in which they move. */
  #unsettled: LiveRoom[] = []
  #lookedAt = 0
  #beatAt: number
  readonly #told = new Set<Session>()
  /** Moves that may be made now. */
  #tokens = 0
  #drain: { readonly until: number; readonly perSecond: number } | undefined

  constructor(parts: MoverParts) {
    this.#parts = parts
    this.#beatAt = parts.now()
  }

  /** From now on everybody moves, so that all are gone in time. */
  drain(): void {
    const { options, now } = this.#parts
    const { drainMs } = options
    this.#drain = { until: now() + drainMs, perSecond: drainRate(this.#untold(), drainMs) }
    this.#lookedAt = 0
  }

  beat(): void {
    const now = this.#parts.now()
    this.#tokens = tokensOf(this.#tokens, this.#perSecond, now - this.#beatAt)
    this.#beatAt = now
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now
      this.#unsettled = this.#look()
      this.#hurry(now)
      this.#followUp(now)
    }
    for (const room of this.#unsettled) {
      if (this.#tokens < 1) return
      this.#moveSome(room, now)
    }
  }

  get #perSecond(): number {
    const { place, options } = this.#parts
    return shareOfMoves({
      movesPerSecond: options.movesPerSecond,
      draining: place.others('draining').length,
      serving: place.others('serving').length,
      drainPerSecond: this.#drain?.perSecond,
    })
  }

  /** What held us up while we go down is made up for in the time that is left. */
  #hurry(now: number): void {
    if (!this.#drain) return
    const { until, perSecond } = this.#drain
    const needed = drainRate(this.#untold(), Math.max(LOOK_MS, until - now))
    this.#drain = { until, perSecond: Math.max(perSecond, needed) }
  }

  #untold(): number {
    let untold = 0
    for (const { room } of this.#parts.rooms.all())
      for (const { moving } of room.sessions) if (!moving) untold++
    return untold
  }

  #look(): LiveRoom[] {
    const rooms = [...this.#parts.rooms.all()].map(({ room }) => room)
    const unsettled = rooms.filter(room => this.#overflowOf(room).size > 0)
    return inOrderOfMoving(unsettled, this.#parts.options.moveOrder)
  }

  #overflowOf(room: LiveRoom): Overflow {
    const { options, place } = this.#parts
    const edges = place.edgesOf(room)
    if (room.sessions.length === 0 || (edges.length === 1 && edges[0] === options.id)) return NOBODY
    return overflow(options.id, edges, this.#countsOf(room))
  }

  #countsOf(room: LiveRoom): ReadonlyMap<EdgeId, number> {
    const counts = arrived(room.spread.edges, room.sessions)
    return counts.set(this.#parts.options.id, this.#staying(room).length)
  }

  /** Who has a choice and was not told to move. */
  #staying({ sessions }: LiveRoom): Session[] {
    const everybody = this.#drain !== undefined
    return sessions.filter(({ moving, viewer }) => !moving && (everybody || !viewer.pinned))
  }

  #moveSome(room: LiveRoom, now: number): void {
    const cameBefore = settledSince(now, this.#parts.options.leaseMs)
    const isSettled = ({ connection }: Session) => connection.cameAt <= cameBefore
    const staying = this.#staying(room)
    const movable = this.#drain ? staying : staying.filter(isSettled)
    for (const [to, many] of this.#overflowOf(room))
      for (let n = 0; n < many && this.#tokens >= 1; n++) {
        const session = movable.pop()
        if (!session) return
        this.#tell(session, room, { to, at: now, times: 1 })
      }
  }

  #tell(session: Session, room: LiveRoom, moving: Moving): void {
    const { place, ticketing, moved } = this.#parts
    const edge = place.edge(moving.to)
    if (!edge) return
    this.#tokens--
    moved()
    session.moving = moving
    this.#told.add(session)
    const ticket = ticketing.fresh(session, room, moving.to)
    const withinMs = this.#withinMs(moving.at)
    const edges = place.fallbacks(room, moving.to)
    session.connection.tell({ t: 'move', room: room.id, url: edge.url, edges, ticket, withinMs })
  }

  #withinMs(now: number): number {
    return this.#drain ? Math.max(0, Math.min(WITHIN_MS, this.#drain.until - now)) : WITHIN_MS
  }

  /** Who was told and is still here. */
  #followUp(now: number): void {
    for (const session of this.#told) {
      const { moving } = session
      const room = this.#parts.rooms.get(session.room)?.room
      if (!moving || room?.sessions[session.index] !== session) this.#told.delete(session)
      else if (now - moving.at >= WITHIN_MS) this.#again(session, room, moving.times, now)
    }
  }

  #again(session: Session, room: LiveRoom, times: number, now: number): void {
    const { place, options, sendAway } = this.#parts
    const others = place.edgesOf(room).filter(id => id !== options.id)
    const to = others.find(id => id === session.moving?.to) ?? others[0]
    if (to && times < MOST_TOLD) {
      this.#tell(session, room, { to, at: now, times: times + 1 })
      return
    }
    this.#told.delete(session)
    session.moving = undefined
    if (!to) return // it has nowhere to go any more, and stays
    this.#tokens--
    sendAway(session)
  }
}

const NOBODY: Overflow = new Map()
