// Who is let in: the room's name, the ticket, the cursor, that the room is one of ours and that
// it sits here, all checked before a WebSocket is opened, so that a no is an HTTP answer that
// says why.

import { type Cursor, parseCursor } from '../engine/cursor.ts'
import { parseRoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { SUBPROTOCOL, TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'
import type { TicketClaims } from '../http/ticket.ts'
import type { Held, LiveRooms } from './live-rooms.ts'
import type { Place } from './place.ts'
import type { Viewer } from './session.ts'
import type { Ticketing } from './ticketing.ts'

/** Somebody who is turned away at the door comes to the next edge sooner than back here. */
const FULL_RETRY_MS = 2_000

/** What somebody brings to the door. */
export type Knock = {
  readonly room: string
  /** The subprotocols on offer, as the header has them; without any, ours is meant. */
  readonly protocols: string | undefined
  readonly ticket: string | undefined
  readonly cursor: string | undefined
}

export type Admitted = {
  readonly held: Held
  readonly viewer: Viewer
  /** When the ticket that let it in expires, ms since 1970. */
  readonly ticketUntil: number
  /** Where to go on from; nothing for a newcomer. */
  readonly cursor: Cursor | undefined
}

export type DoorParts = {
  readonly rooms: LiveRooms
  readonly ticketing: Ticketing
  readonly place: Place
  /** Why nobody is let in now, if so. */
  readonly isShut: () => Refused | undefined
}

export class Door {
  readonly #parts: DoorParts

  constructor(parts: DoorParts) {
    this.#parts = parts
  }

  async admit(knock: Knock): Promise<Admitted | Refused> {
    const { rooms, ticketing, place, isShut } = this.#parts
    const room = parseRoomId(knock.room)
    if (!room) return { why: 'badRoom' }
    if (knock.protocols !== undefined && !offered(knock.protocols).includes(SUBPROTOCOL))
      return { why: 'badValue', detail: `subprotocol: ${SUBPROTOCOL}` }
    const shut = isShut()
    if (shut) return shut
    if (!knock.ticket) return { why: 'noTicket' }
    const claims = ticketing.check(knock.ticket, room)
    if ('why' in claims) return claims
    const cursor = parseCursor(knock.cursor)
    if (knock.cursor && !cursor) return { why: 'badCursor' }
    const wrong = await place.wrongFor(claims)
    if (wrong) return wrong
    const held = await rooms.open(room)
    if (!held) return { why: 'unknownRoom' }
    return { held, viewer: viewerOf(claims), ticketUntil: claims.until, cursor }
  }
}

/** @param connections clients that are here */
export function full(connections: number, capacity: number): Refused | undefined {
  if (connections < capacity) return undefined
  return { why: 'overloaded', detail: 'this edge is full', retryMs: FULL_RETRY_MS }
}

/** A browser cannot set headers on a WebSocket: its ticket comes as a subprotocol. */
export function ticketIn(protocols = ''): string | undefined {
  const ticket = offered(protocols).find(protocol => protocol.startsWith(TICKET_SUBPROTOCOL))
  return ticket?.slice(TICKET_SUBPROTOCOL.length)
}

function viewerOf({ viewer: id, name, role, level, guest, pinned }: TicketClaims): Viewer {
  return {
    id,
    name,
    role,
    guest,
    ...(level === undefined ? {} : { level }),
    ...(pinned ? { pinned } : {}),
  }
}

function offered(protocols: string): string[] {
  return protocols.split(',').map(protocol => protocol.trim())
}
