// A viewer's place in a room that is fuller than its edges, as long as it has one: sees what a
// CrowdLine tells, speaks over HTTP, and from time to time wants to join again, for an edge may
// have room by then: at moments of its own, twice as long after each time that there was none.

import { formatCursor, START } from '../engine/cursor.ts'
import { REFUSALS } from '../engine/refusal.ts'
import type {
  ClientFrame,
  CrowdPlace,
  JoinAnswer,
  NoFrame,
  OkFrame,
  RoomFrame,
  SendFrame,
  WelcomeFrame,
} from '../engine/wire/frames.ts'
import { ask, type Fetch, roomUrl } from './ask.ts'
import { BarrageError, refused } from './barrage-error.ts'
import { CrowdLine, type CrowdMessages } from './crowd-line.ts'
import { type Latest, ReplayReader } from './replay-reader.ts'

export type CrowdAnswer = JoinAnswer & { readonly crowd: CrowdPlace }

export type CrowdSeatOptions = {
  readonly server: string
  readonly answer: CrowdAnswer
  readonly fetch?: Fetch | undefined
  readonly random: () => number
  readonly ticket: () => string | undefined
  /** What was said up to here is shown already, ms since the stream opened. */
  readonly afterMs: number | undefined
  /** It sees the room; again after trouble. */
  readonly onWelcome: (welcome: WelcomeFrame) => void
  readonly onMessages: (told: CrowdMessages) => void
  readonly onGone: (ids: readonly string[]) => void
  readonly onFrame: (frame: OkFrame | NoFrame | RoomFrame) => void
  readonly onTrouble: (failures: number) => void
  /** Time to ask whether there is room. */
  readonly onClimb: () => void
}

/** The longest wait, in the shortest: a room that stays full for an hour is asked ten times. */
const MOST_WAITS = 10
/** Each waits between half of the time and one and a half. */
const SPREAD = 0.5

export class CrowdSeat {
  readonly reader: ReplayReader
  readonly #options: CrowdSeatOptions
  readonly #line: CrowdLine
  #waits = 1
  #climb: ReturnType<typeof setTimeout> | undefined
  /** Whether the stream is on, as it was told last; not since trouble began. */
  #live: boolean | undefined
  #welcomed = false
  #over = false

  constructor(options: CrowdSeatOptions) {
    const { server, answer, fetch, random, afterMs, onMessages, onGone } = options
    const { crowd, stream, backoff } = answer
    const { perSecond } = crowd
    this.#options = options
    this.reader = new ReplayReader({ server: crowd.url || server, stream, perSecond, fetch })
    this.#line = new CrowdLine({
      ...{ reader: this.reader, afterMs, backoff, random, onMessages, onGone },
      onLatest: latest => this.#see(latest),
      onTrouble: failures => {
        this.#live = undefined
        options.onTrouble(failures)
      },
    })
    this.climbLater()
  }

  get stream(): string {
    return this.#options.answer.stream
  }

  /** Whether that place is this one. */
  is({ stream, crowd: { url, perSecond } }: CrowdAnswer): boolean {
    const { crowd } = this.#options.answer
    return stream === this.stream && url === crowd.url && perSecond === crowd.perSecond
  }

  /** Takes what can be said over HTTP. */
  send(frame: ClientFrame): boolean {
    if (frame.t !== 'send' || this.#over) return false
    void this.#say(frame)
    return true
  }

  /** There was no room: on to the next time, which is not before `leastMs`. */
  climbLater(leastMs = 0): void {
    const { answer, random, onClimb } = this.#options
    // A room whose stream is over may begin another one at any time.
    const waits = this.#live === false ? 1 : this.#waits
    const spread = 1 - SPREAD + 2 * SPREAD * random()
    const waitMs = Math.max(leastMs, answer.crowd.againMs * waits * spread)
    this.#waits = Math.min(MOST_WAITS, this.#waits * 2)
    clearTimeout(this.#climb)
    if (!this.#over) this.#climb = setTimeout(onClimb, waitMs)
  }

  /** An edge tells what comes; what was said up to now is told before it ends. */
  finish(): void {
    clearTimeout(this.#climb)
    this.#line.finish()
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#climb)
    this.#line.close()
  }

  #see({ live, nextMs }: Latest): void {
    if (this.#live === live) return
    const { answer, afterMs, onFrame } = this.#options
    const { room, stream, openedAt, viewer, heartbeatMs, crowd } = answer
    const resumed = this.#welcomed || afterMs !== undefined
    const isChange = this.#live !== undefined
    this.#live = live
    if (isChange) {
      onFrame({ t: 'room', room, open: live })
      return
    }
    this.#welcomed = true
    const about = { room, stream, openedAt, viewer, heartbeatMs, limits: crowd.limits, resumed }
    const cursor = formatCursor(START)
    const welcome: WelcomeFrame = { t: 'welcome', ...about, open: live, cursor, tickMs: nextMs }
    this.#options.onWelcome(welcome)
  }

  async #say({ cid, kind, body }: SendFrame): Promise<void> {
    const { server, answer, fetch, ticket, onFrame } = this.#options
    const url = `${roomUrl(server, answer.room)}/say`
    try {
      const said = await ask(url, { body: { ticket: ticket(), cid, kind, body }, fetch })
      const { id } = (said ?? {}) as Partial<OkFrame>
      if (!id) throw refused('unavailable', `${url} does not answer`)
      onFrame({ t: 'ok', cid, id })
    } catch (error) {
      if (!(error instanceof BarrageError)) throw error
      onFrame(this.#no(cid, error))
    }
  }

  /** A ticket that grew old while the page slept is no answer to what was said: a join gives another. */
  #no(cid: string, error: BarrageError): NoFrame {
    const isOld = error.code === REFUSALS.ticketExpired.code
    if (isOld) this.#options.onClimb()
    const { code, text, retryMs } = isOld ? refused('unavailable') : error
    return { t: 'no', cid, code, text, ...(retryMs === undefined ? {} : { retryMs }) }
  }
}
