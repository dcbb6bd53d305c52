// Who is let in: the room's name, the ticket, the cursor, and that the room is one of ours,
// all checked before a WebSocket is opened, so that a no is an HTTP answer that says why.

import { type Cursor, parseCursor } from '../engine/cursor.ts'
import { parseRoomId, type RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { SUBPROTOCOL, TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'
import type { TicketClaims } from '../http/ticket.ts'
import type { Held, LiveRooms } from './live-rooms.ts'
import type { Viewer } from './session.ts'

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
  /** Where to go on from; nothing for a newcomer. */
  readonly cursor: Cursor | undefined
}

export type CheckTicket = (ticket: string, room: RoomId) => TicketClaims | Refused

export type Door = {
  /** False once the edge is going down: it takes nobody any more. */
  readonly isOpen: boolean
  readonly rooms: LiveRooms
  readonly check: CheckTicket
}

export async function admit(
  knock: Knock,
  { isOpen, rooms, check }: Door,
): Promise<Admitted | Refused> {
  const room = parseRoomId(knock.room)
  if (!room) return { why: 'badRoom' }
  if (knock.protocols !== undefined && !offered(knock.protocols).includes(SUBPROTOCOL))
    return { why: 'badValue', detail: `subprotocol: ${SUBPROTOCOL}` }
  if (!isOpen) return { why: 'overloaded', detail: 'this edge is going down' }
  if (!knock.ticket) return { why: 'noTicket' }
  const claims = check(knock.ticket, room)
  if ('why' in claims) return claims
  const cursor = parseCursor(knock.cursor)
  if (knock.cursor && !cursor) return { why: 'badCursor' }
  const held = await rooms.open(room)
  return held ? { held, viewer: viewerOf(claims), cursor } : { why: 'unknownRoom' }
}

/** A browser cannot set headers on a WebSocket: its ticket comes as a subprotocol. */
export function ticketIn(protocols = ''): string | undefined {
  const ticket = offered(protocols).find(protocol => protocol.startsWith(TICKET_SUBPROTOCOL))
  return ticket?.slice(TICKET_SUBPROTOCOL.length)
}

function viewerOf({ viewer: id, name, role, level, guest }: TicketClaims): Viewer {
  return { id, name, role, guest, ...(level === undefined ? {} : { level }) }
}

function offered(protocols: string): string[] {
  return protocols.split(',').map(protocol => protocol.trim())
}
