// Says what is due to a peer: over one WebSocket, each message a frame, numbered already.

import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Spoken } from '../../loadtest/speaking/sayings.ts'
import { idOf, wireMessage } from './wire.ts'

export class PeerSpeaker {
  readonly #socket: WebSocket
  readonly #beganAt = performance.now()
  #seq = 0

  static async open(url: string): Promise<PeerSpeaker> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/publish`)
    await once(socket, 'open')
    return new PeerSpeaker(socket)
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  say(spoken: readonly Spoken[]): string[] {
    const at = Math.round(performance.now() - this.#beganAt)
    for (const one of spoken)
      if (this.#socket.readyState === WebSocket.OPEN)
        this.#socket.send(wireMessage(one, ++this.#seq, at))
    return spoken.map(idOf)
  }

  close(): void {
    this.#socket.terminate()
  }
}
