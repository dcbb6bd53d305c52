// A WebSocket made of polls: it is opened, spoken to, heard and closed as one, so that a
// connection need not know which it has. A poll is under way all the time, and says how far the
// frames of the last one came; what is sent goes out by POST, in order, all that waits at once.
// An answer that is lost is asked for again, and what was not taken is sent again: the edge tells
// nothing twice that was heard, and a message has its `cid`.

import { CLOSE_CODES } from '../engine/close-code.ts'
import { REFUSALS } from '../engine/refusal.ts'
import { TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'
import { ask, type Fetch } from './ask.ts'
import { BarrageError } from './barrage-error.ts'
import {
  BROKEN,
  OPEN,
  type SocketEvent,
  type WebSocketClass,
  type WebSocketLike,
} from './socket.ts'

/** As long as an edge lets a poll wait, unless something in between cuts it sooner. */
const WAIT_MS = 25_000
const LEAST_WAIT_MS = 2_000
/** An answer that was cut after so long was cut for taking so long. */
const LONG_MS = 3_000
/** What an answer takes beside the waiting. */
const ANSWER_MS = 10_000
/** An edge takes 20 frames a second of one client; half of them are for what is said. */
const POLL_GAP_MS = 100
/** In a row, after which another edge is the better guess. */
const MOST_FAILURES = 3
const AGAIN_MS = 500
/** More than an outbox and all that goes with it: nothing of it was taken for long. */
const MOST_WAITING = 200

const CONNECTING = 0
const CLOSED = 3
const NORMAL = 1000

type Listener = (event: SocketEvent) => void
type Query = Readonly<Record<string, string>>
type Answer = {
  readonly session: string
  readonly after: number
  readonly frames: readonly unknown[]
  readonly closed?: { readonly code: number; readonly text: string }
}

/** @param fetch the browser's or Node's own unless given */
export function pollSocketClass(fetch: Fetch | undefined): WebSocketClass {
  return class extends PollSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, fetch)
    }
  }
}

class PollSocket implements WebSocketLike {
  readyState: number = CONNECTING
  readonly #room: string
  readonly #fetch: Fetch | undefined
  readonly #listeners = new Map<string, Listener[]>()
  readonly #waiting: unknown[] = []
  #isSending = false
  #session = ''
  #after = 0
  #waitMs = WAIT_MS

  constructor(url: string, protocols: readonly string[], fetch: Fetch | undefined) {
    const { protocol, host, pathname, searchParams } = new URL(url)
    this.#fetch = fetch
    this.#room = `${protocol.replace('ws', 'http')}//${host}${pathname.replace(/\/ws$/, '')}`
    const [ticket = ''] = protocols.filter(one => one.startsWith(TICKET_SUBPROTOCOL))
    const cursor = searchParams.get('cursor')
    const knock = { ticket: ticket.slice(TICKET_SUBPROTOCOL.length), ...(cursor ? { cursor } : {}) }
    void this.#goOn(knock)
  }

  addEventListener(type: SocketEvent['type'], listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  send(text: string): void {
    if (this.readyState !== OPEN) return
    if (this.#waiting.push(JSON.parse(text)) > MOST_WAITING) this.#end(BROKEN, 'nothing is taken')
    else void this.#sendAll()
  }

  /** What is said and has not gone out yet goes with the goodbye. */
  close(code = NORMAL, reason = ''): void {
    const body = this.#waiting.splice(0)
    if (this.readyState === OPEN) this.#post(body, { close: 'true' }).catch(() => {})
    this.#end(code, reason)
  }

  async #goOn(knock: Query): Promise<void> {
    let failures = 0
    let query = knock
    while (this.readyState !== CLOSED) {
      const began = performance.now()
      try {
        const answer = await this.#poll(query)
        if (this.readyState === CLOSED) return this.#tooLate(answer)
        this.#take(answer)
        failures = 0
        await pause(POLL_GAP_MS - (performance.now() - began))
      } catch (error) {
        if (this.readyState !== OPEN || ++failures > MOST_FAILURES || !isPassing(error))
          return this.#end(codeOf(error), String(error))
        if (performance.now() - began >= LONG_MS)
          this.#waitMs = Math.max(LEAST_WAIT_MS, this.#waitMs / 2)
        await pause(waitAfter(error, failures))
      }
      query = { session: this.#session, after: String(this.#after) }
    }
  }

  async #poll(query: Query): Promise<Answer> {
    const waitMs = String(Math.round(this.#waitMs))
    const url = `${this.#room}/poll?${new URLSearchParams({ ...query, waitMs })}`
    const withinMs = this.#waitMs + ANSWER_MS
    const answer = await ask(url, { method: 'GET', fetch: this.#fetch, withinMs })
    if (!isAnswer(answer)) throw new TypeError(`${url} does not speak Barrage`)
    return answer
  }

  #take({ session, after, frames, closed }: Answer): void {
    this.#session = session
    this.#after = after
    if (this.readyState === CONNECTING) {
      this.readyState = OPEN
      this.#tell({ type: 'open' })
    }
    for (const frame of frames) this.#tell({ type: 'message', data: JSON.stringify(frame) })
    if (closed) this.#end(closed.code, closed.text)
  }

  /** It was closed before the edge let us in: the edge need not wait to find out. */
  #tooLate({ session }: Answer): void {
    if (this.#session !== '') return // it was told
    this.#session = session
    this.#post([], { close: 'true' }).catch(() => {})
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    let failures = 0
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice()
      try {
        await this.#post(some)
        this.#waiting.splice(0, some.length)
        failures = 0
      } catch (error) {
        if (++failures > MOST_FAILURES) return this.#end(BROKEN, String(error))
        if (isPassing(error)) await pause(waitAfter(error, failures))
        else this.#waiting.splice(0, some.length) // when it is the session's end a poll tells why
      }
    }
    this.#isSending = false
  }

  #post(body: readonly unknown[], more: Query = {}): Promise<unknown> {
    const url = `${this.#room}/send?${new URLSearchParams({ session: this.#session, ...more })}`
    return ask(url, { body, fetch: this.#fetch })
  }

  #end(code: number, reason: string): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.#waiting.length = 0
    this.#tell({ type: 'close', code, reason })
  }

  #tell(event: SocketEvent): void {
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
  }
}

function isAnswer(answer: unknown): answer is Answer {
  const { session, after, frames } = (answer ?? {}) as Partial<Answer>
  return typeof session === 'string' && Number.isInteger(after) && Array.isArray(frames)
}

function isPassing(error: unknown): boolean {
  return error instanceof BarrageError && error.mayRetry
}

function waitAfter(error: unknown, failures: number): number {
  const told = error instanceof BarrageError ? error.retryMs : undefined
  return told ?? AGAIN_MS * failures
}

/** A room that sits elsewhere is no broken connection: a join tells where. */
function codeOf(error: unknown): number {
  const isMoved = error instanceof BarrageError && error.code === REFUSALS.moved.code
  return isMoved ? CLOSE_CODES.moved.code : BROKEN
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, ms)))
}
