// A viewer who speaks the wire by hand, over WebSocket. It is not the SDK, so that the two do
// not share a mistake.

import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { JoinAnswer, ServerFrame } from '../../engine/wire/frames.ts'
import { Witness } from './witness.ts'

export type { Answer } from './witness.ts'

export class Viewer extends Witness {
  readonly socket: WebSocket

  constructor(url: string, protocols: string[]) {
    super()
    this.socket = new WebSocket(url, protocols)
    this.socket.on('message', data => this.hear(JSON.parse(String(data)) as ServerFrame))
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
    })
    this.socket.on('error', () => {}) // `close` follows
  }

  /** Joined already: opens the socket and waits for `welcome`. */
  static async enter(answer: JoinAnswer, cursor?: string): Promise<Viewer> {
    const resume = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const url = `${answer.edges[0]}/v1/rooms/${answer.room}/ws${resume}`
    const viewer = new Viewer(url, ['barrage.v1', `ticket.${answer.ticket}`])
    await viewer.frame('welcome')
    return viewer
  }

  write(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  async leave(): Promise<void> {
    if (this.closed) return
    this.socket.close()
    await once(this.socket, 'close')
  }
}
