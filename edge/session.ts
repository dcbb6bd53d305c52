// One viewer's connection to one room: what the edge remembers of it, and the only way out
// to its socket. It is kept small, because there are many; decisions about it are made
// elsewhere (fan-out, sweep, hearing).

import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { CLOSE_CODES, type CloseReason } from '../engine/close-code.ts'
import type { Cursor } from '../engine/cursor.ts'
import type { ViewerId } from '../engine/ids.ts'
import type { Role } from '../engine/message.ts'
import type { Tokens } from '../engine/uplink/step.ts'
import type { ServerFrame } from '../engine/wire/frames.ts'
import { socketOf, textFrame } from './raw-frame.ts'

export type Viewer = {
  readonly id: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
  readonly guest: boolean
}

export class Session {
  readonly viewer: Viewer
  /** Its place in the room's list of sessions. */
  index = -1
  /** The last sign of life, ms since 1970. */
  heardAt: number
  /** The room's frame up to which this viewer has read, as its pings tell. */
  readFrame = 0
  /** Where the first frame began that was not written to it; nothing while it keeps up. */
  skippedFrom: Cursor | undefined
  /** A `past` for what was skipped is being made. */
  catchingUp = false
  /** The room's frame up to which the last such `past` went. */
  caughtUpTo = 0
  /** How fast it may send frames, whatever they say. */
  frameTokens: Tokens | undefined
  /** How many more frames it may send that cannot be read or come too fast. */
  mercy: Tokens | undefined
  readonly #socket: WebSocket
  readonly #tcp: Socket

  constructor(socket: WebSocket, viewer: Viewer, now: number) {
    this.viewer = viewer
    this.heardAt = now
    this.#socket = socket
    this.#tcp = socketOf(socket)
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Bytes handed to the socket that the kernel has not taken. */
  get unsentBytes(): number {
    return this.#tcp.writableLength
  }

  /** It was skipped, and has taken by now all it had been given before. */
  get hasDrained(): boolean {
    return this.skippedFrom !== undefined && this.unsentBytes === 0
  }

  /** Writes a ready frame (raw-frame.ts); nothing happens on a socket that is closing. */
  write(frame: Buffer): void {
    if (this.open) this.#tcp.write(frame)
  }

  tell(frame: ServerFrame): void {
    this.write(textFrame(JSON.stringify(frame)))
  }

  /** Answers a WebSocket's own ping. */
  pong(data: Buffer): void {
    if (this.open) this.#socket.pong(data)
  }

  /** Cuts the connection without a word, for a peer that does not answer a close. */
  cutOff(): void {
    this.#socket.terminate()
  }

  /** Says why, then closes; a peer that does not answer is cut off by ws (role.ts). */
  close(reason: CloseReason): void {
    const { code, text } = CLOSE_CODES[reason]
    this.tell({ t: 'bye', code, text })
    this.#socket.close(code, text)
  }
}

/** Whether it is the sender's mistake: ws has found a frame that no WebSocket may carry. */
export function breaksProtocol(error: Error & { readonly code?: string }): boolean {
  return error.code?.startsWith('WS_ERR_') ?? false
}
