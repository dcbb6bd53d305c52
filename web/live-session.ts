// The room as it is now: joins it, shows what it says, says what the viewer types. While a
// replay is on it goes on listening, and shows nothing but the count.

import { BarrageError } from '../client/barrage-error.ts'
import { connect, type Room } from '../client/room.ts'
import type { RoomMessages, RoomState } from '../client/room-events.ts'
import type { Body } from '../engine/message.ts'
import type { RoomFrame, WelcomeFrame } from '../engine/wire/frames.ts'
import type { WireMessage } from '../engine/wire/message.ts'
import type { Address } from './address.ts'
import { amend, append, insert, type Line, linesOf, textOf, without } from './chat/lines.ts'
import { acknowledged, refused, returned, sent, type UnderWay } from './chat/own.ts'
import { Conveyor, type Due } from './curtain/conveyor.ts'
import type { Curtain } from './curtain/curtain.ts'
import { flyingOf } from './curtain/flying-of.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'
import { keepTicket, keptTicket } from './ticket.ts'
import type { Connection } from './words/words.ts'

/** Why a comment was not taken, for the words beside the send box. */
export type NotTaken = { readonly code: number; readonly retryMs?: number }

const USUAL_TICK_MS = 1_000

const CONNECTION: Readonly<Record<RoomState, Connection>> = {
  connecting: 'joining',
  open: 'open',
  waiting: 'reconnecting',
  closed: 'shut',
}

export class LiveSession {
  readonly #store: Store<PageState>
  readonly #curtain: Curtain
  readonly #room: Room
  readonly #conveyor = new Conveyor<WireMessage>(due => this.#show(due))
  #own: readonly UnderWay[] = []
  #lines: readonly Line[] = []
  #tickMs = USUAL_TICK_MS
  #sent = 0
  #entering = true

  constructor(
    { room, region }: Pick<Address, 'room' | 'region'>,
    store: Store<PageState>,
    curtain: Curtain,
  ) {
    this.#store = store
    this.#curtain = curtain
    this.#room = connect({ server: location.origin, room, region, ticket: keptTicket(room) })
    this.#listen()
  }

  /** Shows the room again, after a replay. */
  resume(): void {
    this.#store.set({ lines: this.#lines })
  }

  /** Resolves with nothing when the room took it. */
  async say(body: Body): Promise<NotTaken | undefined> {
    const { me } = this.#store.get()
    if (!me) return { code: 401 }
    const key = `own-${++this.#sent}`
    this.#own = sent(this.#own, key, textOf(body))
    this.#add([
      { key, said: { from: me as WireMessage['from'], body }, own: true, state: 'underWay' },
    ])
    this.#fly({ body }, { id: key, own: true, agoMs: 0 })
    try {
      const { id } = await this.#room.send(body)
      this.#own = acknowledged(this.#own, key, id)
      this.#amend(key, { id, state: 'said' })
      return undefined
    } catch (error) {
      return this.#takeBack(key, error)
    }
  }

  #listen(): void {
    const room = this.#room
    room.on('state', state => this.#store.set({ connection: CONNECTION[state] }))
    room.on('refused', ({ code }) => this.#store.set({ trouble: code }))
    room.on('bye', ({ code }) => this.#store.set({ trouble: code }))
    room.on('count', viewers => this.#store.set({ viewers }))
    room.on('joined', ({ room: name, ticket }) => keepTicket(name, ticket))
    room.on('welcome', frame => this.#welcome(frame))
    room.on('room', change => this.#change(change))
    room.on('ladder', ({ slowMs }) => this.#store.set({ slowMs }))
    room.on('recall', ids => this.#recall(ids))
    room.on('silence', viewers => this.#silence(viewers))
    room.on('messages', told => {
      this.#count(told)
      this.#hear(told)
    })
  }

  #welcome({ viewer, limits, stream, openedAt, open, tickMs, resumed }: WelcomeFrame): void {
    this.#tickMs = tickMs
    this.#entering = !resumed
    this.#store.set({
      me: viewer,
      limits,
      stream,
      openedAt,
      open,
      degraded: false,
      trouble: undefined,
    })
  }

  #change({ stream, openedAt, open, tickMs, degraded, limits }: RoomFrame): void {
    this.#tickMs = tickMs ?? this.#tickMs
    const before = this.#store.get()
    this.#store.set({
      stream: stream ?? before.stream,
      openedAt: openedAt ?? before.openedAt,
      open: open ?? before.open,
      degraded: degraded ?? before.degraded,
      limits: limits ?? before.limits,
    })
  }

  #recall(ids: readonly string[]): void {
    const back = new Set(ids)
    for (const id of ids) this.#curtain.remove(id)
    for (const { id, key } of this.#lines) if (id && back.has(id)) this.#curtain.remove(key)
    this.#setLines(without(this.#lines, back))
  }

  #silence(viewers: readonly string[]): void {
    const silenced = new Set(viewers)
    const theirs = this.#lines.filter(({ said }) => silenced.has(said.from.id))
    this.#recall(theirs.flatMap(({ id }) => id ?? []))
  }

  /**
   * What was said before we came is history, and not withheld from us; nor is what another
   * message stands for, or what is told after all.
   */
  #count({ messages, live, withheld, afterAll }: RoomMessages): void {
    const before = this.#entering && !live
    if (!live) this.#entering = false
    const { whitelist = 0, high = 0, low = 0 } = withheld
    const merged = messages.reduce((sum, { plus = 0 }) => sum + plus, 0)
    const more = afterAll ? -messages.length : Math.max(0, whitelist + high + low - merged)
    const sum = Math.max(0, this.#store.get().withheld + more)
    if (more !== 0 && !before) this.#store.set({ withheld: sum })
  }

  #hear({ messages, live }: RoomMessages): void {
    if (live) this.#conveyor.put(messages, this.#tickMs)
    else this.#setLines(insert(this.#lines, linesOf(messages, this.#me())))
  }

  #show(due: readonly Due<WireMessage>[]): void {
    const fresh = due.filter(({ value }) => !this.#cameBack(value))
    for (const { value, agoMs } of fresh)
      this.#fly(value, { id: value.id, own: this.#isMine(value), agoMs })
    this.#add(
      linesOf(
        fresh.map(({ value }) => value),
        this.#me(),
      ),
    )
  }

  /** Whether this is a comment that has flown already, when it was sent. */
  #cameBack(message: WireMessage): boolean {
    if (!this.#isMine(message)) return false
    const { own, key } = returned(this.#own, { id: message.id, text: textOf(message.body) })
    this.#own = own
    if (key) this.#amend(key, { id: message.id, said: message, state: 'said' })
    return key !== undefined
  }

  #fly(
    message: Pick<WireMessage, 'kind' | 'body' | 'plus'>,
    { id, own, agoMs }: { readonly id: string; readonly own: boolean; readonly agoMs: number },
  ): void {
    const { replay, notFlown } = this.#store.get()
    const flying = flyingOf(message)
    if (replay || !flying) return
    if (!this.#curtain.fly({ ...flying, id, own }, agoMs))
      this.#store.set({ notFlown: notFlown + 1 })
  }

  #takeBack(key: string, error: unknown): NotTaken {
    this.#own = refused(this.#own, key)
    this.#curtain.remove(key)
    this.#amend(key, { state: 'refused' })
    if (!(error instanceof BarrageError)) return { code: 0 }
    return { code: error.code, ...(error.retryMs ? { retryMs: error.retryMs } : {}) }
  }

  #isMine({ from }: WireMessage): boolean {
    return from.id === this.#me()
  }

  #me(): string | undefined {
    return this.#store.get().me?.id
  }

  #add(lines: readonly Line[]): void {
    this.#setLines(append(this.#lines, lines))
  }

  #amend(key: string, change: Partial<Line>): void {
    this.#setLines(amend(this.#lines, key, change))
  }

  #setLines(lines: readonly Line[]): void {
    this.#lines = lines
    if (!this.#store.get().replay) this.#store.set({ lines })
  }
}
