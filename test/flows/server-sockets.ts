// The sockets that servers of this process hold, seen from beside them: what waits in user space
// for a peer that does not take it. No metric tells: to look at every socket of an edge at each
// scrape would stall its viewers.

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Node tells of every connection that a server of this process takes. */
const TAKEN = 'net.server.socket'

export class ServerSockets {
  readonly #open = new Set<Socket>()

  constructor(t: { after(fn: () => void): void }) {
    const take = (told: unknown) => this.#take((told as { readonly socket: Socket }).socket)
    subscribe(TAKEN, take)
    t.after(() => void unsubscribe(TAKEN, take))
  }

  /** Bytes that wait in user space in the fullest of them. */
  get mostUnsent(): number {
    return Math.max(0, ...[...this.#open].map(({ writableLength }) => writableLength))
  }

  #take(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }
}
