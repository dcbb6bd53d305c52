// Small frames for one client that come within some ms leave in one write: a client in several
// rooms is told of each of them in its own frame, and a write costs more than the bytes in it.
//
// One timer for all sockets that hold something back; nothing waits longer than it.

import type { Socket } from 'node:net'

/** Nobody sees it, and rooms that are read at notices often tell within it. */
const JOIN_MS = 10
/** What fits in one packet; what is longer gains nothing by company. */
export const SMALL_BYTES = 1_400

export class JoinedWrites {
  readonly #held: Socket[] = []
  #timer: NodeJS.Timeout | undefined

  /** What is written to this socket from now on leaves together, in a moment. */
  hold(socket: Socket): void {
    if (socket.writableCorked > 0) return
    socket.cork()
    this.#held.push(socket)
    this.#timer ??= setTimeout(() => this.#letGo(), JOIN_MS)
  }

  #letGo(): void {
    this.#timer = undefined
    for (const socket of this.#held) socket.uncork()
    this.#held.length = 0
  }
}
