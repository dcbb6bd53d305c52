// A room as the SDK shows it, over connections that a test can break.

import { WebSocket } from 'ws'
import { connect, type Room } from '../../client/room.ts'
import type { ServerFrame } from '../../engine/wire/frames.ts'
import type { WireMessage } from '../../engine/wire/message.ts'
import type { Live } from './live.ts'

export type Shown = {
  readonly room: Room
  /** Everything that was shown, in that order. */
  readonly messages: readonly WireMessage[]
  /** What came over its connections. */
  readonly frames: readonly ServerFrame[]
  /** How many connections there were. */
  readonly connections: () => number
  /** Breaks the TCP connection, without a word. */
  readonly cut: () => void
}

export function shownBySdk(t: { after(fn: () => void): void }, live: Live, name: string): Shown {
  const sockets: WebSocket[] = []
  const frames: ServerFrame[] = []
  class Cuttable extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      sockets.push(this)
      this.on('message', data => frames.push(JSON.parse(String(data)) as ServerFrame))
    }
  }
  const server = live.barrage.url
  const comesBackAtOnce = () => 0
  const room = connect({ server, room: name, WebSocket: Cuttable, random: comesBackAtOnce })
  t.after(() => room.close())
  const messages: WireMessage[] = []
  room.on('messages', ({ messages: fresh }) => messages.push(...fresh))
  return {
    room,
    messages,
    frames,
    connections: () => sockets.length,
    cut: () => sockets.at(-1)?.terminate(),
  }
}
