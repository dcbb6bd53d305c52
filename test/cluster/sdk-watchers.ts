// Viewers over the SDK.

import { WebSocket } from 'ws'
import { connect, type Room } from '../../client/room.ts'
import { until } from '../until.ts'
import { type Shown, ShownBook } from './shown.ts'
import type { Watcher } from './watcher.ts'

const AT_ONCE = 20

export type SdkWatcher = Watcher & {
  readonly room: Room
  /** Told that the room is degraded, however often. */
  readonly degraded: () => number
}

/** Resolves when all of them are in. */
export async function sdkWatchers(
  server: string,
  room: string,
  size: number,
  shown: Shown,
): Promise<readonly SdkWatcher[]> {
  const watchers: SdkWatcher[] = []
  while (watchers.length < size) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - watchers.length) }, () =>
      watcher(server, room, new ShownBook(shown)),
    )
    await until(() => some.every(({ room: { state } }) => state === 'open'), { withinMs: 15_000 })
    watchers.push(...some)
  }
  return watchers
}

/** One process reads for all of them: what it would take to inflate it has not got. */
class Plain extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false })
  }
}

function watcher(server: string, name: string, book: ShownBook): SdkWatcher {
  let [cuts, withheld, degraded] = [0, 0, 0]
  let before = ''
  const byes: string[] = []
  const room = connect({ server, room: name, WebSocket: Plain })
  room.on('state', state => {
    if (before === 'open' && state !== 'closed') cuts++
    before = state
  })
  room.on('bye', ({ code, text }) => byes.push(`${code} ${text}`))
  room.on('messages', ({ messages }) => book.note(messages.map(({ id }) => id)))
  room.on('withheld', told => {
    for (const number of Object.values(told)) withheld += number ?? 0
  })
  room.on('room', frame => {
    if (frame.degraded) degraded++
  })
  return {
    room,
    hasShown: id => book.has(id),
    latest: () => book.latest,
    twice: () => book.twice,
    withheld: () => withheld,
    cuts: () => cuts,
    byes: () => byes,
    degraded: () => degraded,
  }
}
