// Crowds that do what no client of ours would: slow ones, broken ones, greedy ones, twenty of a
// kind at once. Every single one is ended with its own code, the edge is rid of it, and those who
// behave hear each other as if nothing were.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { ABUSES, type Abuse } from '../../loadtest/abuse/abuses.ts'
import { type WayIn, wayIn } from '../../loadtest/abuse/way-in.ts'
import { dialect } from '../../loadtest/crowd/barrage-dialect.ts'
import { until } from '../until.ts'
import { beside, heartbeats, latencies, noticedNothing } from './honest.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'

const CROWD = 20
const HONEST = 20
const HEARTBEAT_MS = 500
/** Longer than an honest client is held up on a busy machine; the slow ones take minutes. */
const DEADLINE_MS = 3_000
/** Who is ended later was not ended by its deadline. */
const PATIENCE_MS = 20_000
const AGAIN_MS = 500
const SHORT = {
  BARRAGE_REQUEST_MS: `${DEADLINE_MS}`,
  BARRAGE_EDGE_HEARTBEAT_MS: `${HEARTBEAT_MS}`,
  BARRAGE_EDGE_SILENT_MS: `${DEADLINE_MS}`,
  BARRAGE_EDGE_SWEEP_MS: '50',
  BARRAGE_EDGE_UNREAD_FRAMES: '10000', // whoever says nothing ends by silence
}
/** They talk for longer than anybody does. */
const TALKATIVE = {
  pace: { viewer: { burst: 100, perSecond: 100 }, room: ROOM_DEFAULTS.pace.room },
  screening: { ...ROOM_DEFAULTS.screening, floodMs: 1 },
}

const live = await Live.start({ after }, SHORT)
const set = await live.operator('PUT', '/admin/v1/rooms/room/settings', TALKATIVE)
assert.equal(set.status, 200)
const honest = await live.crowd('room', HONEST)
heartbeats({ after }, honest, HEARTBEAT_MS)
const calm = await latencies('calm', honest)

/** Nobody calls them off. */
const NEVER = new AbortController().signal
const ways = await Promise.all(
  Array.from({ length: CROWD }, async (_, n) => {
    const { url: server } = live.barrage
    return wayIn(await dialect.join({ server, room: 'room', key: undefined }, n, undefined), NEVER)
  }),
)

/** All of them at it: once, or each again in a moment until called off. */
class Harm {
  #longestMs = 0
  /** Those who have been ended once at least. */
  #ended = 0
  #isOver: boolean
  readonly #all: Promise<string[][]>

  constructor(abuse: Abuse, { again }: { again: boolean }) {
    this.#isOver = !again
    this.#all = Promise.all(ways.map(way => this.#again(abuse, way)))
  }

  get wasAllEnded(): boolean {
    return this.#ended === ways.length
  }

  /** @returns how each was ended each time, and how long that took at most */
  async end(): Promise<{ ended: string[]; longestMs: number }> {
    this.#isOver = true
    const ended = (await this.#all).flat()
    return { ended, longestMs: this.#longestMs }
  }

  async #again(abuse: Abuse, way: WayIn): Promise<string[]> {
    const ended: string[] = []
    do {
      const began = performance.now()
      ended.push(await abuse(way))
      this.#longestMs = Math.max(this.#longestMs, performance.now() - began)
      if (ended.length === 1) this.#ended++
      await pause(AGAIN_MS)
    } while (!this.#isOver)
    return ended
  }
}

const asksNothing: Abuse = async way => (await way.knock()).ended

type Kind = [what: string, abuse: Abuse, ended: string]
/** At once, because each takes its time. */
const SLOW: Kind[] = [
  ['connects and asks nothing', asksNothing, 'status 408'],
  ['dribbles its handshake', ABUSES['slow handshake'], 'status 408'],
  ['dribbles a frame', ABUSES['slow frame'], '4003'],
]
const QUICK: Kind[] = [
  ['sends 100,000 fragments', ABUSES.fragments, '1008'],
  ['sends inflate bombs', ABUSES['inflate bomb'], '1009'],
  ['floods with pings', ABUSES['ping flood'], '4501'],
  ['shakes hands again', ABUSES['second handshake'], '1002'],
  ['asks for another subprotocol', ABUSES['other subprotocol'], 'status 400'],
]
for (const kinds of [SLOW, ...QUICK.map(kind => [kind])]) {
  const crowds = kinds.map(([what, , code]) => `who ${what} is ended with ${code}`).join(', ')
  test(`${crowds}; nobody else notices`, async t => {
    const rss = process.memoryUsage().rss
    const harms = kinds.map(([, abuse]) => new Harm(abuse, { again: kinds !== SLOW }))
    t.after(() => void Promise.all(harms.map(harm => harm.end())))
    const when = `beside who ${kinds[0]?.[0]}`
    const during = await latencies(when, honest, () => harms.every(harm => harm.wasAllEnded))
    for (const [n, [what, , code]] of kinds.entries()) {
      const { ended, longestMs } = await (harms[n] as Harm).end()
      assert.deepEqual([...new Set(ended)], [code], what)
      assert.ok(longestMs < PATIENCE_MS, `${what}: ended after ${longestMs} ms`)
      t.diagnostic(`${what}: ${ended.length} times, ended within ${Math.round(longestMs)} ms`)
    }
    await until(async () => (await metric(live, 'barrage_connections')) === HONEST)
    noticedNothing(honest)
    const rssMb = Math.round((process.memoryUsage().rss - rss) / 1e6)
    t.diagnostic(`${beside(calm, during)}; ${rssMb} MB more`)
  })
}
