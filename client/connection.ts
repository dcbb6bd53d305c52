// One connection to an edge, over whatever looks like a WebSocket, from opening to its end: reads
// frames, sends signs of life, and gives up on an edge that does not answer them. It never comes
// back; link.ts opens another.

import { mayComeBack } from '../engine/close-code.ts'
import type { ClientFrame, PingFrame, ServerFrame } from '../engine/wire/frames.ts'
import type { TransportName } from './fallback.ts'
import { answerMs, type Bearing, beatMs, PROBE_MS } from './heartbeat.ts'
import { readFrame } from './read-frame.ts'
import { BROKEN, OPEN, type WebSocketClass, type WebSocketLike } from './socket.ts'

// Close codes from here on are in engine/close-code.ts; lower ones are the protocol's own.
const FIRST_OF_OURS = 4_000

type Told = { readonly code: number; readonly text: string }

export type Ending = Told & {
  readonly mayComeBack: boolean
  /** The edge said so; else the connection broke, or the edge was never reached. */
  readonly told: boolean
  readonly welcomed: boolean
  /** Nothing answered at all, not even a no. */
  readonly hung: boolean
  /** How long it stood, from its welcome; 0 without one. */
  readonly openMs: number
  /** How long it had been quiet before it ended, or before a sign of life that was not answered. */
  readonly quietMs: number
}

export type ConnectionOptions = {
  readonly url: string
  readonly protocols: string[]
  readonly by: TransportName
  readonly WebSocket: WebSocketClass
  /** What goes out as a sign of life: a ping for each room, with its cursor. */
  readonly pings: () => readonly PingFrame[]
  /** Without a welcome by then it is given up. */
  readonly welcomeMs: number
  /** How quiet the network lets it be. */
  readonly bearing: () => Bearing
  readonly random: () => number
  readonly onFrame: (frame: ServerFrame) => void
  /** Called once, never from within the constructor. */
  readonly onEnd: (ending: Ending) => void
}

type Timer = ReturnType<typeof setTimeout>

export class Connection {
  readonly #options: ConnectionOptions
  readonly #socket: WebSocketLike | undefined
  /** As the edge told last. */
  #heartbeatMs = 0
  #beatMs = 0
  #pingedAt = 0
  /** When something last came or went, and how long it had been quiet before. */
  #stirredAt = performance.now()
  #quietMs = 0
  /** A sign of life is out, and nothing has come since. */
  #asks = false
  #beat: Timer | undefined
  #patience: Timer | undefined
  #welcomedAt: number | undefined
  #bye: Told | undefined
  #hung = false
  #over = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#patience = setTimeout(() => this.#giveUp('no welcome'), options.welcomeMs)
    try {
      this.#socket = this.#open()
    } catch (error) {
      // An address no WebSocket takes; told like any other that cannot be reached.
      queueMicrotask(() => this.#end(BROKEN, String(error)))
    }
  }

  get by(): TransportName {
    return this.#options.by
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

  /** The network has changed: whether this connection outlived that is asked at once. */
  probe(): void {
    if (!this.welcomed || this.#over) return
    this.#ping()
    this.#bePatient(PROBE_MS)
  }

  /** Ends it from our side: `onEnd` is not called. */
  close(): void {
    this.#stop()
    this.#socket?.close(1000)
  }

  /** Ends it from our side, for what the edge said. */
  leave(bye: Told): void {
    this.#bye = bye
    this.#socket?.close(1000)
    this.#end(bye.code, bye.text)
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
    this.#stir()
    if (this.welcomed) this.#answered()
    const frame = readFrame(data)
    if (!frame) return
    if (frame.t === 'welcome' && !this.welcomed) this.#begin(frame.heartbeatMs)
    if (frame.t === 'pong') this.#heartbeatMs = frame.nextMs
    if (frame.t === 'bye' && frame.room === undefined) this.#bye = frame
    this.#options.onFrame(frame)
    if (this.welcomed && this.#isLate()) this.#ping()
  }

  /** In a hidden page timers stand still, and what comes is as good as one. */
  #isLate(): boolean {
    return performance.now() - this.#pingedAt >= this.#beatMs
  }

  #begin(heartbeatMs: number): void {
    this.#welcomedAt = performance.now()
    this.#pingedAt = performance.now()
    this.#heartbeatMs = heartbeatMs
    this.#answered()
    this.#waitForBeat()
  }

  #waitForBeat(): void {
    const { bearing, random } = this.#options
    const chance = { now: performance.now(), random: random() }
    this.#beatMs = beatMs(this.#heartbeatMs, bearing(), chance)
    clearTimeout(this.#beat)
    this.#beat = setTimeout(() => this.#ping(), this.#beatMs)
  }

  #ping(): void {
    this.#pingedAt = performance.now()
    for (const ping of this.#options.pings()) this.send(ping)
    if (!this.#asks) {
      this.#stir()
      this.#asks = true
      this.#bePatient(answerMs(this.#beatMs))
    }
    this.#waitForBeat()
  }

  /** Whatever came is a sign of the edge's life. */
  #answered(): void {
    this.#asks = false
    clearTimeout(this.#patience)
  }

  #stir(): void {
    const now = performance.now()
    this.#quietMs = now - this.#stirredAt
    this.#stirredAt = now
  }

  #bePatient(ms: number): void {
    clearTimeout(this.#patience)
    this.#patience = setTimeout(() => this.#giveUp('the edge is silent'), ms)
  }

  #giveUp(text: string): void {
    this.#hung = !this.welcomed
    this.#socket?.close()
    this.#end(BROKEN, text)
  }

  #end(code: number, text: string): void {
    if (this.#over) return
    this.#stop()
    const why = this.#bye ?? { code, text }
    const now = performance.now()
    this.#options.onEnd({
      code: why.code,
      text: why.text,
      told: why.code >= FIRST_OF_OURS,
      mayComeBack: mayComeBack(why.code),
      welcomed: this.welcomed,
      hung: this.#hung,
      openMs: this.#welcomedAt === undefined ? 0 : now - this.#welcomedAt,
      quietMs: this.#asks ? this.#quietMs : now - this.#stirredAt,
    })
  }

  #stop(): void {
    this.#over = true
    clearTimeout(this.#beat)
    clearTimeout(this.#patience)
  }
}
