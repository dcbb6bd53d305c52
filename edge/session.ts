// A viewer in a room, over a connection: what the edge remembers of how far it has come there.
// It is kept small, because there are many; decisions about it are made elsewhere (fan-out,
// sweep, hearing).

import type { Cursor } from '../engine/cursor.ts'
import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import type { Role } from '../engine/message.ts'
import type { Speaker } from '../engine/uplink/spoken.ts'
import type { Connection } from './connection.ts'
import type { Transport } from './transport.ts'

export type Viewer = {
  readonly id: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
  readonly guest: boolean
  /** The application wants it here: it is not moved for a better place. */
  readonly pinned?: boolean
}

/** Who speaks, as it is said of them in a message. */
export function speakerIn({ id: room }: { readonly id: RoomId }, viewer: Viewer): Speaker {
  const { id, name, role, level } = viewer
  return { room, viewer: id, name, role, ...(level === undefined ? {} : { level }) }
}

/** It was told to move to another edge. */
export type Moving = { readonly to: EdgeId; readonly at: number; readonly times: number }

/** A client's connection, with its sessions. */
export type Line = Connection<Session>

export class Session {
  readonly connection: Line
  /** The connection's. A fan-out goes no way round: each object more is one that no cache has. */
  readonly transport: Transport
  /** Other rooms are told over the same connection. */
  sharesLine = false
  readonly room: RoomId
  readonly viewer: Viewer
  /** Its place in the room's list of sessions. */
  index = -1
  /** The room's frame up to which this viewer has read, as its pings tell. */
  readFrame = 0
  /** Where the first frame began that was not written to it; nothing while it keeps up. */
  skippedFrom: Cursor | undefined
  /** A `past` for what was skipped is being made. */
  catchingUp = false
  /** The room's frame up to which the last such `past` went. */
  caughtUpTo = 0
  /** When its ticket expires, ms since 1970. */
  ticketUntil: number
  moving: Moving | undefined

  constructor(connection: Line, room: RoomId, viewer: Viewer, ticketUntil: number) {
    this.connection = connection
    this.transport = connection.transport
    this.room = room
    this.viewer = viewer
    this.ticketUntil = ticketUntil
  }

  /** It was skipped, and its client has taken by now all it had been given before. */
  get hasDrained(): boolean {
    return this.skippedFrom !== undefined && this.transport.unsentBytes === 0
  }
}
