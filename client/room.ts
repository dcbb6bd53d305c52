// A room, as a page or a program sees it: what is said in it comes as events, what you say
// is a promise. Connections come and go underneath (link.ts) without anything being shown
// twice, and what was left out is told (`withheld`).
//
//   const room = connect({ server: 'http://127.0.0.1:8080', room: 'lobby', name: '小明' })
//   room.on('messages', ({ messages }) => messages.forEach(show))
//   await room.send('前方高能')

import { formatCursor } from '../engine/cursor.ts'
import type { Body } from '../engine/message.ts'
import { REFUSALS } from '../engine/refusal.ts'
import type {
  BatchFrame,
  NoFrame,
  PastFrame,
  RoomFrame,
  ServerFrame,
  WelcomeFrame,
  Withheld,
} from '../engine/wire/frames.ts'
import type { WireMessage } from '../engine/wire/message.ts'
import { type BarrageError, refused, toldRefusal } from './barrage-error.ts'
import { Beside } from './beside.ts'
import type { CarrierOptions } from './carrier.ts'
import type { CrowdMessages } from './crowd-line.ts'
import { Emitter } from './emitter.ts'
import type { TransportName } from './fallback.ts'
import { formatted, parsed, rangeOf } from './frame-range.ts'
import { type Gap, gapIn, readGap } from './gap.ts'
import { History } from './history.ts'
import type { JoinOptions } from './join.ts'
import { Link, type LinkOptions, type RoomLink } from './link.ts'
import type { Ended, LinkOwner } from './link-owner.ts'
import { Outbox, type Sent } from './outbox.ts'
import { Overtakers } from './overtakers.ts'
import { PastPieces } from './past-pieces.ts'
import { type Advance, batched, caughtUp, type Progress, resumeFrom, welcomed } from './progress.ts'
import { ReplayReader } from './replay-reader.ts'
import type { RoomEvents, RoomState, Spared } from './room-events.ts'
import { Seen } from './seen.ts'

export type ConnectOptions = JoinOptions &
  Omit<CarrierOptions, 'random'> & {
    /** `http://…`, where joins are asked. */
    readonly server: string
    readonly room: string
    /** Numbers in [0, 1); `Math.random` unless given. */
    readonly random?: () => number
  }

/** Joins and stays until `close()`, or until the room says that we may not come back. */
export function connect(options: ConnectOptions): Room {
  return new Room(options)
}

const HISTORY_MESSAGES = 50

export class Room extends Emitter<RoomEvents> {
  readonly #options: LinkOptions
  readonly #link: RoomLink
  readonly #outbox: Outbox
  readonly #history: History
  readonly #seen = new Seen()
  readonly #overtakers = new Overtakers(frame => this.#show(frame, true))
  #progress: Progress = {}
  #state: RoomState = 'connecting'
  #transport: TransportName | undefined
  #stream: string | undefined
  #viewers: number | undefined
  #spared: Spared = { step: 0, slowMs: 0 }
  /** What was said up to here is shown, ms since the stream opened. */
  #shownMs: number | undefined
  readonly #past = new PastPieces()

  /** @param host the link of another room, whose connection this one shares while it can */
  constructor({ random = Math.random, ...options }: ConnectOptions, host?: Link) {
    super()
    this.#outbox = new Outbox(frame => this.#link.send(frame), random)
    this.#history = new History(frame => this.#link.send(frame))
    this.#options = { ...options, random }
    const owner = this.#asOwner()
    this.#link = host ? new Beside(host, this.#options, owner) : new Link(this.#options, owner)
  }

  get state(): RoomState {
    return this.#state
  }

  /** By what frames come, or would. */
  get transport(): TransportName {
    return this.#link.transport
  }

  /** What says who we are: keep it, and hand it to the next `connect`. */
  get ticket(): string | undefined {
    return this.#link.ticket
  }

  /**
   * Another room, over the same connection where its edge has that room too, else over one of its
   * own. Leaving this room does not end it: who zaps enters the next, then closes the last.
   * @param ticket kept from an earlier visit to that room
   */
  enter(room: string, { ticket }: Pick<JoinOptions, 'ticket'> = {}): Room {
    return new Room({ ...this.#options, room, ticket }, this.#link.host)
  }

  #asOwner(): LinkOwner {
    return {
      resumeFrom: () => formatted(resumeFrom(this.#progress)),
      live: () => formatted(this.#progress.live),
      onState: state => this.#onState(state),
      onJoin: answer => this.emit('joined', answer),
      onWelcome: frame => this.#onWelcome(frame),
      onFrame: frame => this.#onFrame(frame),
      shownUntil: stream => (stream === this.#stream ? this.#shownMs : undefined),
      onCrowd: frame => this.#onCrowd(frame),
      onCrowdCount: viewers => this.#count(viewers),
      onCrowdMessages: told => this.#onCrowdMessages(told),
      onCrowdGone: ids => this.emit('recall', ids),
      onRefused: error => this.emit('refused', error),
      onEnd: ending => this.#onEnd(ending),
    }
  }

  get spared(): Spared {
    return this.#spared
  }

  /** Resolves once the room has it for certain; rejects with a BarrageError. */
  send(said: string | Body, { kind }: { readonly kind?: string } = {}): Promise<Sent> {
    if (this.#state === 'closed') return Promise.reject(refused('closed', 'this room was left'))
    const body = typeof said === 'string' ? { text: said } : said
    return this.#outbox.add({ ...(kind ? { kind } : {}), body })
  }

  /** The messages before the oldest shown, those already shown left out; none: no more. */
  async history({ limit = HISTORY_MESSAGES } = {}): Promise<readonly WireMessage[]> {
    if (this.#state === 'closed') throw refused('closed', 'this room was left')
    let { past } = this.#link
    if (!past) {
      const { messages, more } = await this.#history.ask(limit)
      this.#past.shown(messages)
      const fresh = this.#seen.fresh(messages)
      if (fresh.length > 0 || more || !this.#stream) return fresh
      past = new ReplayReader({ ...this.#options, stream: this.#stream }) // has what no edge holds
    }
    return this.#past.ask(past, { limit, fresh: found => this.#seen.fresh(found) })
  }

  close(): void {
    this.#link.close()
  }

  #onState(state: RoomState): void {
    if (state === this.#state) return
    this.#state = state
    if (state === 'closed') {
      this.#overtakers.release()
      this.#outbox.close()
      this.#history.refuse(refused('closed', 'this room was left'))
    }
    this.emit('state', state)
  }

  #onWelcome(frame: WelcomeFrame): void {
    const cursor = parsed(frame.cursor)
    if (frame.stream !== this.#stream) this.#startStream(frame.stream)
    this.#progress = welcomed(this.#progress, cursor, frame.resumed)
    this.#history.shown({ prev: cursor })
    this.#cameBy(this.#link.transport)
    if (frame.limits) this.#outbox.limit(frame.limits)
    this.emit('welcome', frame)
    this.#spare(frame.ladder ?? 0, frame.slowMs ?? 0)
    this.#history.resend()
    this.#outbox.resend()
  }

  #cameBy(transport: TransportName): void {
    if (transport === this.#transport) return
    this.#transport = transport
    this.emit('transport', transport)
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.t === 'batch') this.#onBatch(frame)
    else if (frame.t === 'past') this.#onPast(frame)
    else if (frame.t === 'ok') this.#outbox.ok(frame)
    else if (frame.t === 'no') this.#onNo(frame)
    else if (frame.t === 'room') this.#onRoom(frame)
  }

  #onBatch(frame: BatchFrame): void {
    this.#advance(batched(this.#progress, rangeOf(frame)))
    if (this.#progress.owed) this.#overtakers.add(frame)
    else this.#show(frame, true)
  }

  #onPast(frame: PastFrame): void {
    const range = rangeOf(frame)
    this.#history.shown(range)
    if (this.#history.hear(frame)) return
    const gap = this.#progress.owed && gapIn(frame, this.#shownMs)
    this.#advance(caughtUp(this.#progress, range))
    this.#show(frame, false)
    if (gap) void this.#fill(gap)
    if (!this.#progress.owed) this.#overtakers.release()
  }

  #advance({ progress, fetchFrom }: Advance): void {
    this.#progress = progress
    if (fetchFrom) this.#link.send({ t: 'fetch', from: formatCursor(fetchFrom) })
  }

  /** Not before what we came back to is shown, which does not wait for it. */
  async #fill(gap: Gap): Promise<void> {
    const stream = this.#stream as string
    const found = await readGap({ ...this.#options, stream }, gap)
    if (stream !== this.#stream || this.#state === 'closed') return
    const messages = this.#seen.fresh(found)
    if (messages.length === 0) return
    this.emit('messages', { messages, live: false, withheld: {}, afterAll: true })
  }

  #show(frame: BatchFrame | PastFrame, live: boolean): void {
    this.#shownMs = live ? frame.at : (this.#shownMs ?? frame.at)
    this.#count(frame.viewers)
    this.#told(frame.messages, live, frame.withheld)
  }

  #count(viewers: number): void {
    if (viewers === this.#viewers) return
    this.#viewers = viewers
    this.emit('count', viewers)
  }

  #told(said: readonly WireMessage[], live: boolean, withheld: Withheld): void {
    this.#past.shown(said)
    const messages = this.#seen.fresh(said)
    if (messages.length > 0) this.emit('messages', { messages, live, withheld })
    if (Object.keys(withheld).length > 0) this.emit('withheld', withheld)
  }

  /** We see the room without an edge: there are no cursors, and an edge will know nothing of us. */
  #onCrowd(frame: WelcomeFrame): void {
    if (frame.stream !== this.#stream) this.#startStream(frame.stream)
    this.#progress = {}
    this.emit('welcome', frame)
    this.#outbox.resend()
  }

  #onCrowdMessages({ messages, live, withheld, to }: CrowdMessages): void {
    this.#shownMs = Math.max(this.#shownMs ?? 0, to)
    this.#told(messages, live, withheld > 0 ? { low: withheld } : {})
  }

  #onNo(frame: NoFrame): void {
    if (frame.cid !== undefined) {
      this.#outbox.no(frame)
      return
    }
    const error = toldRefusal(frame) as BarrageError // read-frame.ts let no other through
    if (frame.code === REFUSALS.tooFast.code) this.#outbox.hurried(frame.retryMs)
    this.#history.refuse(error)
    this.emit('refused', error)
  }

  #onRoom(frame: RoomFrame): void {
    if (frame.stream && frame.stream !== this.#stream) this.#startStream(frame.stream)
    if (frame.cursor) {
      const cursor = parsed(frame.cursor)
      this.#progress = { live: cursor }
      this.#history.shown({ prev: cursor })
    }
    if (frame.limits) this.#outbox.limit(frame.limits)
    this.emit('room', frame)
    this.#spare(frame.ladder, frame.slowMs)
    if (frame.recalled) this.emit('recall', frame.recalled)
    if (frame.silenced) this.emit('silence', frame.silenced)
  }

  #spare(step = this.#spared.step, slowMs = this.#spared.slowMs): void {
    if (step === this.#spared.step && slowMs === this.#spared.slowMs) return
    this.#spared = { step, slowMs }
    this.emit('ladder', this.#spared)
  }

  /** Ids belong to a stream: those of another one say nothing about this. */
  #startStream(stream: string): void {
    this.#overtakers.release()
    this.#seen.clear()
    this.#past.clear()
    this.#shownMs = undefined
    this.#stream = stream
  }

  #onEnd({ code, text, told }: Ended): void {
    if (told) this.emit('bye', { code, text })
  }
}
