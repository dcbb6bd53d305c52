// Moves viewers to where their rooms sit now: when edges come or go, when a room spreads over
// more of them or fewer, when this edge goes down. Gradually, at a rate that the edges share, and
// make-before-break: a client is told where to go and with which ticket, opens the new
// connection, and only then closes this one. Whom telling twice does not move is sent away.
//
// How many go where is `overflow`'s to say (engine/placement): every edge carries out its own
// part of one plan, with nobody to coordinate them.

import type { Now } from '../engine/clock.ts'
import type { EdgeId } from '../engine/ids.ts'
import { type Overflow, overflow } from '../engine/placement/overflow.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { EdgeOptions } from './options.ts'
import type { Place } from './place.ts'
import type { Moving, Session } from './session.ts'
import type { Ticketing } from './ticketing.ts'

/** How often some are told: so often that a second's worth of moves is no burst. */
export const MOVE_BEAT_MS = 100
/** How often all rooms are looked at for whom to move; counts are no fresher. */
const LOOK_MS = 1_000
/** A client opens a connection in a second or two, on a bad network in ten. */
const WITHIN_MS = 10_000
/** Told so often it goes by itself; else it is sent away. */
const MOST_TOLD = 2
/** An edge that goes down with few viewers need not take all its time for it. */
const LEAST_PER_SECOND = 10
/** Of the time to go down in, what is left for those who come late. */
const SPREAD_SHARE = 0.8

export type MoverParts = {
  readonly rooms: LiveRooms
  readonly place: Place
  readonly ticketing: Pick<Ticketing, 'fresh'>
  readonly options: Pick<EdgeOptions, 'id' | 'movesPerSecond' | 'moveOrder' | 'drainMs'>
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
  readonly #told = new Set<Session>()
  /** Moves that may be made now. */
  #tokens = 0
  #drain: { readonly until: number; readonly perSecond: number } | undefined

  constructor(parts: MoverParts) {
    this.#parts = parts
  }

  /** From now on everybody moves, so that all are gone in time. */
  drain(connections: number): void {
    const { drainMs } = this.#parts.options
    const perSecond = (connections * 1_000) / (drainMs * SPREAD_SHARE)
    const until = this.#parts.now() + drainMs
    this.#drain = { until, perSecond: Math.max(LEAST_PER_SECOND, perSecond) }
    this.#lookedAt = 0
  }

  beat(): void {
    const now = this.#parts.now()
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now
      this.#unsettled = this.#look()
      this.#followUp(now)
    }
    // What was not needed is not saved up: the rate holds for every second.
    const perBeat = (this.#perSecond * MOVE_BEAT_MS) / 1_000
    this.#tokens = Math.min(this.#tokens + perBeat, Math.max(1, perBeat))
    for (const room of this.#unsettled) {
      if (this.#tokens < 1) return
      this.#moveSome(room, now)
    }
  }

  /**
   * This edge's share of the moves that all of them may make in a second. While some go down,
   * theirs come first.
   */
  get #perSecond(): number {
    const { place, options } = this.#parts
    const draining = place.others('draining').length
    const all = options.movesPerSecond
    if (this.#drain) return Math.min(this.#drain.perSecond, all / (draining + 1))
    return draining > 0 ? 0 : all / (place.others('serving').length + 1)
  }

  #look(): LiveRoom[] {
    const rooms = [...this.#parts.rooms.all()].map(({ room }) => room)
    const least = this.#parts.options.moveOrder === 'busiest' ? -1 : 1
    return rooms
      .filter(room => this.#overflowOf(room).size > 0)
      .sort((a, b) => least * (a.sessions.length - b.sessions.length))
  }

  #overflowOf(room: LiveRoom): Overflow {
    const { options, place } = this.#parts
    const edges = place.edgesOf(room)
    if (room.sessions.length === 0 || (edges.length === 1 && edges[0] === options.id)) return NOBODY
    return overflow(options.id, edges, this.#countsOf(room))
  }

  /** Who is on the way is there already. */
  #countsOf(room: LiveRoom): ReadonlyMap<EdgeId, number> {
    const counts = new Map(room.spread.edges)
    let here = 0
    for (const { moving, viewer } of room.sessions)
      if (moving) counts.set(moving.to, (counts.get(moving.to) ?? 0) + 1)
      else if (this.#drain || !viewer.pinned) here++
    return counts.set(this.#parts.options.id, here)
  }

  #moveSome(room: LiveRoom, now: number): void {
    const staying = room.sessions.filter(
      ({ moving, viewer }) => !moving && (this.#drain || !viewer.pinned),
    )
    for (const [to, many] of this.#overflowOf(room))
      for (let n = 0; n < many && this.#tokens >= 1; n++) {
        const session = staying.pop()
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
    const ticket = ticketing.fresh(session, room)
    const withinMs = this.#withinMs(moving.at)
    session.connection.tell({ t: 'move', room: room.id, url: edge.url, ticket, withinMs })
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
    const to = place.edgesOf(room).find(id => id !== options.id)
    if (to && times < MOST_TOLD) {
      this.#tell(session, room, { to, at: now, times: times + 1 })
      return
    }
    this.#told.delete(session)
    session.moving = undefined
    if (to) sendAway(session) // else it has nowhere to go any more, and stays
  }
}

const NOBODY: Overflow = new Map()
