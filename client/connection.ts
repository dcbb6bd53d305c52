// One WebSocket to an edge, from opening to its end: reads frames, sends signs of life, and
// gives up on an edge that has gone silent. It never comes back; link.ts opens another.

import { mayComeBack } from '../engine/close-code.ts'
import type { ClientFrame, ServerFrame } from '../engine/wire/frames.ts'
import { readFrame } from './read-frame.ts'
import { BROKEN, OPEN, type WebSocketClass, type WebSocketLike } from './socket.ts'

// An edge that has not said welcome by then is better looked for elsewhere.
const WELCOME_MS = 10_000
// Two beats may go missing; half a beat more is the time an answer takes.
const SILENT_BEATS = 2.5
// An edge may close who has more than 30 live frames unread: half of that.
const MOST_UNREAD = 15
// At most 5 of the 20 frames a second that an edge takes of one viewer.
const PING_GAP_MS = 200
// Close codes from here on are in engine/close-code.ts; lower ones are the protocol's own.
const FIRST_OF_OURS = 4_000

export type Ending = {
  readonly code: number
  readonly text: string
  readonly mayComeBack: boolean
  /** The edge said so; else the connection broke, or the edge was never reached. */
  readonly told: boolean
  /** How long it stood, from its welcome; 0 without one. */
  readonly openMs: number
}

export type ConnectionOptions = {
  readonly url: string
  readonly protocols: string[]
  readonly WebSocket: WebSocketClass
  /** The cursor that goes with a sign of life. */
  readonly cursor: () => string | undefined
  readonly onFrame: (frame: ServerFrame) => void
  /** Called once, never from within the constructor. */
  readonly onEnd: (ending: Ending) => void
}

type Timer = ReturnType<typeof setTimeout>

export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: WebSocketLike | undefined
  #heartbeatMs = 0
  #pingedAt = 0
  /** Live frames since the last ping. */
  #unread = 0
  #beat: Timer | undefined
  #patience: Timer | undefined
  #welcomedAt: number | undefined
  #bye: { readonly code: number; readonly text: string } | undefined
  #over = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#patience = setTimeout(() => this.#giveUp('no welcome'), WELCOME_MS)
    try {
      this.#socket = this.#open()
    } catch (error) {
      // An address no WebSocket takes; told like any other that cannot be reached.
      queueMicrotask(() => this.#end(BROKEN, String(error)))
    }
  }

  get welcomed(): boolean {
    return this.#welcomedAt !== undefined
  }

  /** Whether it was handed to the socket; an answer alone proves that it arrived. */
  send(frame: ClientFrame): boolean {
    if (this.#over || !this.#socket || this.#socket.readyState !== OPEN) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  /** Ends it from our side: `onEnd` is not called. */
  close(): void {
    this.#stop()
    this.#socket?.close(1000)
  }

  #open(): WebSocketLike {
    const { url, protocols, WebSocket } = this.#options
    const socket = new WebSocket(url, protocols)
    socket.addEventListener('message', ({ data }) => this.#hear(data))
    socket.addEventListener('close', ({ code, reason }) => this.#end(code ?? BROKEN, reason ?? ''))
    socket.addEventListener('error', () => {}) // a close follows and says as much
    return socket
  }

  #hear(data: unknown): void {
    if (this.#over) return
    if (this.welcomed) this.#bePatient()
    const frame = readFrame(data)
    if (!frame) return
    if (frame.t === 'welcome') this.#begin(frame.heartbeatMs)
    if (frame.t === 'pong') this.#heartbeatMs = frame.nextMs
    if (frame.t === 'bye') this.#bye = frame
    this.#options.onFrame(frame)
    if (this.welcomed && this.#shouldTell(frame)) this.#ping()
  }

  /**
   * A ping beside the beat: in a room that talks fast, before so much is unread that the edge
   * takes us for one who does not read; and in a hidden page, whose timers stand still.
   */
  #shouldTell({ t }: ServerFrame): boolean {
    if (t === 'batch') this.#unread++
    const sinceMs = performance.now() - this.#pingedAt
    return sinceMs >= this.#heartbeatMs || (this.#unread >= MOST_UNREAD && sinceMs >= PING_GAP_MS)
  }

  #begin(heartbeatMs: number): void {
    this.#welcomedAt ??= performance.now()
    this.#pingedAt = performance.now()
    this.#heartbeatMs = heartbeatMs
    this.#bePatient()
    this.#waitForBeat()
  }

  #waitForBeat(): void {
    clearTimeout(this.#beat)
    this.#beat = setTimeout(() => this.#ping(), this.#heartbeatMs)
  }

  #ping(): void {
    this.#pingedAt = performance.now()
    this.#unread = 0
    const cursor = this.#options.cursor()
    this.send({ t: 'ping', ...(cursor ? { cursor } : {}) })
    this.#waitForBeat()
  }

  #bePatient(): void {
    clearTimeout(this.#patience)
    const silentMs = this.#heartbeatMs * SILENT_BEATS
    this.#patience = setTimeout(() => this.#giveUp('the edge is silent'), silentMs)
  }

  #giveUp(text: string): void {
    this.#socket?.close()
    this.#end(BROKEN, text)
  }

  #end(code: number, text: string): void {
    if (this.#over) return
    this.#stop()
    const why = this.#bye ?? { code, text }
    const openMs = this.#welcomedAt === undefined ? 0 : performance.now() - this.#welcomedAt
    const told = why.code >= FIRST_OF_OURS
    this.#options.onEnd({
      code: why.code,
      text: why.text,
      told,
      mayComeBack: mayComeBack(why.code),
      openMs,
    })
  }

  #stop(): void {
    this.#over = true
    clearTimeout(this.#beat)
    clearTimeout(this.#patience)
  }
}
