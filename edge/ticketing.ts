// Tickets as an edge handles them: checked at the door, and renewed for who stays, so that a
// ticket never expires while its viewer is here and always names edges that are up.

import type { Now } from '../engine/clock.ts'
import type { EdgeId, RoomId } from '../engine/ids.ts'
import type { Ticket, TicketRefused, Tickets } from '../http/ticket.ts'
import type { LiveRoom } from './live-room.ts'
import type { Place } from './place.ts'
import type { Session } from './session.ts'

export class Ticketing {
  readonly #tickets: Tickets
  readonly #place: Place
  readonly #now: Now

  constructor(tickets: Tickets, place: Place, now: Now) {
    this.#tickets = tickets
    this.#place = place
    this.#now = now
  }

  check(ticket: string, room: RoomId): Ticket | TicketRefused {
    return this.#tickets.verify(ticket, { room, now: this.#now() })
  }

  /** A new one, when half the time of the old one is over. */
  renewed(session: Session, room: LiveRoom): string | undefined {
    const left = session.ticketUntil - this.#now()
    return left < this.#tickets.ttlMs / 2 ? this.fresh(session, room) : undefined
  }

  /** A new one: for this edge, or the one it is to go to, and for others that the room has now. */
  fresh(session: Session, room: LiveRoom, to?: EdgeId): string {
    const now = this.#now()
    const { id, name, role, level, guest, pinned } = session.viewer
    session.ticketUntil = now + this.#tickets.ttlMs
    return this.#tickets.sign(
      {
        ...{ room: room.id, viewer: id, name, role, guest },
        ...(level === undefined ? {} : { level }),
        ...(pinned ? { pinned } : {}),
        ...this.#place.validity(room, to),
      },
      now,
    )
  }
}
