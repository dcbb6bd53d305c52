// Coming in and going out: a client whose ticket is good sits down in a room, is told where it
// is and what it missed, and is missed itself when it goes. Over one connection it may enter
// several rooms, so that switching costs no handshake.

import type { Now } from '../engine/clock.ts'
import { CLOSE_CODES, type CloseReason } from '../engine/close-code.ts'
import { formatCursor } from '../engine/cursor.ts'
import type { Refused } from '../engine/refusal.ts'
import { openedAt } from '../engine/stream-id.ts'
import { limitsOf } from '../engine/uplink/client-limits.ts'
import type { EnterFrame } from '../engine/wire/frames.ts'
import { Connection, type ConnectionOwner } from './connection.ts'
import type { Admitted, Knock } from './door.ts'
import type { EnterNotices } from './enter-notices.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { EdgeOptions } from './options.ts'
import type { PastFrames } from './past-frames.ts'
import type { Presence } from './presence.ts'
import { type Line, Session } from './session.ts'
import type { Transport } from './transport.ts'

/** RFC 6455, 7.4.1: what was to be done is done. */
const NORMAL = 1000

export type EntranceParts = {
  readonly rooms: LiveRooms
  readonly presence: Presence
  readonly past: PastFrames
  readonly notices: EnterNotices
  readonly options: EdgeOptions
  readonly now: Now
  readonly admit: (knock: Knock) => Promise<Admitted | Refused>
  readonly fault: (failure: unknown) => void
}

export class Entrance {
  /** How many clients are here. */
  connections = 0
  readonly #parts: EntranceParts

  constructor(parts: EntranceParts) {
    this.#parts = parts
  }

  /** A client comes in at the door; its transport has just been opened. */
  come(admitted: Admitted, transport: Transport, owner: ConnectionOwner<Session>): Line {
    const connection = new Connection<Session>(transport, owner, this.#parts.now())
    this.connections++
    this.#sitDown(connection, admitted)
    return connection
  }

  /** A client that is here enters another room. */
  async enter(connection: Line, frame: EnterFrame): Promise<Refused | undefined> {
    const refused = this.#noPlaceFor(connection, frame)
    if (refused) return refused
    const { room, ticket, cursor } = frame
    const admitted = await this.#parts.admit({ room, ticket, cursor, protocols: undefined })
    if ('why' in admitted) return admitted
    const meanwhile = this.#noPlaceFor(connection, frame) // others may have been quicker at the door
    if (meanwhile) return meanwhile
    if (connection.transport.isOpen) this.#sitDown(connection, admitted)
    return undefined
  }

  /** Gets up in one room; who is in none any more has nothing to stay for. */
  leave(session: Session): void {
    this.#getUp(session)
    const { sessions, transport } = session.connection
    if (sessions.length === 0) transport.end(NORMAL, '')
  }

  /** Ends a session that must go: with it the connection, when it has no other. */
  dismiss(session: Session, reason: CloseReason): void {
    const { connection, room } = session
    if (connection.sessions.length === 1) {
      connection.close(reason)
      return
    }
    this.#getUp(session)
    connection.tell({ t: 'bye', room, ...CLOSE_CODES[reason] })
  }

  /** The client has gone. */
  gone(connection: Line): void {
    this.connections--
    for (const session of [...connection.sessions]) this.#getUp(session)
  }

  #noPlaceFor({ sessions }: Line, { room }: EnterFrame): Refused | undefined {
    const { roomsPerConnection } = this.#parts.options
    if (sessions.some(session => session.room === room))
      return { why: 'badValue', detail: 'room: you are in it already' }
    if (sessions.length < roomsPerConnection) return undefined
    return { why: 'tooManyEntered', detail: `at most ${roomsPerConnection}` }
  }

  #sitDown(connection: Line, admitted: Admitted): void {
    const { viewer, ticketUntil, cursor } = admitted
    const { room } = admitted.held
    const { past, presence, notices, fault } = this.#parts
    const session = new Session(connection, room.id, viewer, ticketUntil)
    connection.sitDown(session)
    room.add(session)
    const isNew = presence.came(room.id, viewer)
    if (isNew && !cursor) notices.entered(room, viewer)
    this.#welcome(session, room, cursor !== undefined && cursor.epoch === room.cursor.epoch)
    const told = cursor ? past.since(room, session, cursor) : past.newest(room, session)
    told.catch(failure => {
      fault(failure)
      session.skippedFrom ??= cursor // what mattered of it comes when the store answers again
    })
  }

  #getUp(session: Session): void {
    const { rooms, presence, now } = this.#parts
    const { connection, room, viewer } = session
    connection.getUp(session)
    const held = rooms.get(room)
    if (!held?.room.remove(session)) return
    held.emptySince = now()
    presence.left(room, viewer, session.moving !== undefined)
  }

  #welcome({ connection, viewer }: Session, room: LiveRoom, resumed: boolean): void {
    const { options } = this.#parts
    const { id, name, role } = viewer
    connection.tell({
      t: 'welcome',
      room: room.id,
      stream: room.stream,
      openedAt: openedAt(room.stream),
      open: room.open,
      viewer: { id, name, role },
      cursor: formatCursor(room.cursor),
      tickMs: room.tickMs,
      heartbeatMs: options.heartbeatMs,
      limits: limitsOf(room.settings, role, options.frameBytes),
      resumed,
      ...(room.step > 0 ? { ladder: room.step } : {}),
      ...(room.relief.slowMs > 0 ? { slowMs: room.relief.slowMs } : {}),
    })
  }
}
