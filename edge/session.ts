// A viewer in a room, over a connection: what the edge remembers of how far it has come there.
// It is kept small, because there are many; decisions about it are made elsewhere (fan-out,
// sweep, hearing).

import type { Cursor } from '../engine/cursor.ts'
import type { ViewerId } from '../engine/ids.ts'
import type { Role } from '../engine/message.ts'
import type { Connection } from './connection.ts'
import type { LiveRoom } from './live-room.ts'

export type Viewer = {
  readonly id: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
  readonly guest: boolean
}

export class Session {
  readonly connection: Connection
  readonly room: LiveRoom
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

  constructor(connection: Connection, room: LiveRoom, viewer: Viewer) {
    this.connection = connection
    this.room = room
    this.viewer = viewer
  }

  /** It was skipped, and its client has taken by now all it had been given before. */
  get hasDrained(): boolean {
    return this.skippedFrom !== undefined && this.connection.transport.unsentBytes === 0
  }
}
