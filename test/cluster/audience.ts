// Viewers over the SDK, each with a book of what it was shown and of how often it had to
// connect.

import { WebSocket } from 'ws'
import { connect, type Room } from '../../client/room.ts'
import { until } from '../until.ts'

const AT_ONCE = 20

export type Watcher = {
  readonly room: Room
  /** When each message was shown, by its id. */
  readonly shown: ReadonlyMap<string, number>
  readonly twice: () => number
  /** What frames said they left out. */
  readonly withheld: () => number
  readonly connections: () => number
  /** Told that the room is degraded, however often. */
  readonly degraded: () => number
}

export async function audience(server: string, room: string, size: number): Promise<Watcher[]> {
  const watchers: Watcher[] = []
  while (watchers.length < size) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - watchers.length) }, () =>
      watcher(server, room),
    )
    await until(() => some.every(({ room: { state } }) => state === 'open'), { withinMs: 15_000 })
    watchers.push(...some)
  }
  return watchers
}

function watcher(server: string, name: string): Watcher {
  let [connections, twice, withheld, degraded] = [0, 0, 0, 0]
  class Counted extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols)
      connections++
    }
  }
  const room = connect({ server, room: name, WebSocket: Counted })
  const shown = new Map<string, number>()
  room.on('messages', ({ messages }) => {
    for (const { id } of messages) {
      if (shown.has(id)) twice++
      shown.set(id, Date.now())
    }
  })
  room.on('withheld', told => {
    for (const number of Object.values(told)) withheld += number ?? 0
  })
  room.on('room', frame => {
    if (frame.degraded) degraded++
  })
  return {
    room,
    shown,
    twice: () => twice,
    withheld: () => withheld,
    connections: () => connections,
    degraded: () => degraded,
  }
}
