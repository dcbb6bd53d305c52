// A crowd in a process of its own, so that what it costs to be a crowd is not seen in the
// server's event loop. Its parent tells it where and how many; it tells when all have come
// in, and at the end what they have heard.

import { join } from '../../client/join.ts'
import { until } from '../until.ts'
import { Viewer } from './viewer.ts'

export type CrowdTask = {
  readonly server: string
  readonly room: string
  readonly viewers: number
  /** How many comments will be said. */
  readonly comments: number
}
export type CrowdNews = {
  /** Missing until everybody has heard everything, or time is up. */
  readonly heard?: {
    /** Viewers who have each comment once. */
    readonly whole: number
    readonly complaints: readonly string[]
    readonly closed: number
  }
}

const HANDSHAKES_AT_ONCE = 50
/** Six times what the comments take to be said. */
const PATIENCE_MS = 60_000

process.once('message', task => {
  stand(task as CrowdTask).finally(() => process.disconnect())
})

async function stand({ server, room, viewers, comments }: CrowdTask): Promise<void> {
  const crowd: Viewer[] = []
  const enter = async () => beating(await Viewer.enter(await join(server, room)))
  while (crowd.length < viewers)
    crowd.push(...(await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, enter))))
  tell({})

  const isWhole = ({ messages }: Viewer) =>
    messages.length === comments && new Set(messages.map(({ id }) => id)).size === comments
  const hasAll = () => crowd.every(({ messages }) => messages.length >= comments)
  await until(hasAll, { withinMs: PATIENCE_MS }).catch(() => {}) // it is told how many have not
  tell({
    heard: {
      whole: crowd.filter(isWhole).length,
      complaints: crowd.flatMap(({ complaints }) => complaints).slice(0, 10),
      closed: crowd.filter(({ closed }) => closed).length,
    },
  })
  for (const { socket } of crowd) socket.terminate()
}

/** On a slow machine this takes longer than an edge bears silence. */
function beating(viewer: Viewer): Viewer {
  const beat = () => viewer.write({ t: 'ping', cursor: viewer.cursor })
  const timer = setInterval(beat, viewer.welcome.heartbeatMs)
  viewer.socket.once('close', () => clearInterval(timer))
  return viewer
}

function tell(news: CrowdNews): void {
  process.send?.(news)
}
