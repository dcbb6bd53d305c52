// One client's line to this edge, and the rooms it is in over it. Mostly that is one room;
// who switches rooms stays on its connection and has several sessions (session.ts).
//
// What is about the client as a whole is kept here: when it was last heard of, how fast it
// talks, how much mercy it has left. What becomes of what it says is hearing.ts.

import { CLOSE_CODES, type CloseReason } from '../engine/close-code.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Tokens } from '../engine/uplink/step.ts'
import type { ServerFrame } from '../engine/wire/frames.ts'
import { Frame } from './frame.ts'
import type { Transport, TransportListener } from './transport.ts'

/** Who is told what happens on connections: one for all of them. */
export type ConnectionOwner<Seat extends InRoom> = {
  /** Without `data`: it was no frame of ours. */
  heard(connection: Connection<Seat>, data?: Buffer): void
  heardControl(connection: Connection<Seat>, cursor?: string): boolean
  broke(connection: Connection<Seat>): void
  closed(connection: Connection<Seat>): void
}

/** What a connection has in each room that it is in: a session. */
export type InRoom = { readonly room: RoomId; sharesLine: boolean }

export class Connection<Seat extends InRoom> implements TransportListener {
  readonly transport: Transport
  readonly #sessions: Seat[] = []
  /** When it came, and the last sign of life; ms since 1970. */
  readonly cameAt: number
  heardAt: number
  /** How fast it may send frames, whatever they say. */
  frameTokens: Tokens | undefined
  /** How many more frames it may send that cannot be read or come too fast. */
  mercy: Tokens | undefined
  readonly #owner: ConnectionOwner<Seat>

  constructor(transport: Transport, owner: ConnectionOwner<Seat>, now: number) {
    this.transport = transport
    this.#owner = owner
    this.cameAt = now
    this.heardAt = now
  }

  /** One a room; the first is of the room that it came for. */
  get sessions(): readonly Seat[] {
    return this.#sessions
  }

  /** The session in a room; without a name, in the room it came for. */
  sessionIn(room: RoomId | undefined): Seat | undefined {
    if (room === undefined) return this.sessions[0]
    return this.sessions.find(session => session.room === room)
  }

  sitDown(session: Seat): void {
    this.#sessions.push(session)
    this.#share()
  }

  getUp(session: Seat): void {
    const at = this.#sessions.indexOf(session)
    if (at >= 0) this.#sessions.splice(at, 1)
    this.#share()
  }

  tell(frame: ServerFrame): void {
    this.transport.write(new Frame(JSON.stringify(frame)))
  }

  /** Says why, then ends it. */
  close(reason: CloseReason): void {
    const { code, text } = CLOSE_CODES[reason]
    this.tell({ t: 'bye', code, text })
    this.transport.end(code, text)
  }

  heard(data: Buffer): void {
    this.#owner.heard(this, data)
  }

  heardBinary(): void {
    this.#owner.heard(this)
  }

  heardControl(cursor?: string): boolean {
    return this.#owner.heardControl(this, cursor)
  }

  broke(): void {
    this.#owner.broke(this)
  }

  closed(): void {
    this.#owner.closed(this)
  }

  #share(): void {
    for (const session of this.#sessions) session.sharesLine = this.#sessions.length > 1
  }
}
