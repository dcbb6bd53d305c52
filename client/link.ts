// Keeps a viewer in touch with a room: joins, opens a connection to one of the room's edges,
// and when that ends opens the next, after a back-off, at the cursor reached. When none of
// the edges says welcome, or the room went elsewhere, it joins again with the ticket it has:
// that proves who it is even after it has expired.
//
// A room that is fuller than its edges gives a place in its crowd instead (crowd.ts). There we
// stay until a later join names an edge and that one says welcome.
//
// A move is made before the old connection is broken: the new edge must say welcome first.

import { CLOSE_CODES } from '../engine/close-code.ts'
import { REFUSALS } from '../engine/refusal.ts'
import {
  type ClientFrame,
  type JoinAnswer,
  type MoveFrame,
  type ServerFrame,
  SUBPROTOCOL,
  TICKET_SUBPROTOCOL,
  type WelcomeFrame,
} from '../engine/wire/frames.ts'
import { type Backoff, DEFAULT_BACKOFF, delayMs, failuresAfter } from './backoff.ts'
import { BarrageError } from './barrage-error.ts'
import { Connection, type Ending } from './connection.ts'
import { Crowd, type CrowdOwner } from './crowd.ts'
import { type JoinOptions, join } from './join.ts'
import type { ReplayReader } from './replay-reader.ts'
import type { WebSocketClass } from './socket.ts'

export type LinkState = 'connecting' | 'open' | 'waiting' | 'closed'

/** A page that kept a ticket of another key, or of another room, has none. */
const NO_TICKET: ReadonlySet<number> = new Set([REFUSALS.badTicket.code, REFUSALS.otherRoom.code])

export type LinkOptions = JoinOptions & {
  readonly server: string
  readonly room: string
  readonly WebSocket: WebSocketClass
  readonly random: () => number
}

export type LinkOwner = CrowdOwner & {
  /** Where to resume; nothing before the first welcome. */
  readonly resumeFrom: () => string | undefined
  /** The cursor that tells the edge what has arrived. */
  readonly live: () => string | undefined
  readonly onState: (state: LinkState) => void
  readonly onJoin: (answer: JoinAnswer) => void
  readonly onWelcome: (frame: WelcomeFrame) => void
  readonly onFrame: (frame: ServerFrame) => void
  /** A join was refused, or not answered. */
  readonly onRefused: (error: BarrageError) => void
  readonly onEnd: (ending: Ending) => void
}

export class Link {
  readonly #options: LinkOptions
  readonly #owner: LinkOwner
  /** The ticket the page kept from an earlier visit. */
  #given: string | undefined
  #ticket: string | undefined
  /** The one to try next is the first. */
  #edges: readonly string[] = []
  readonly #crowd: Crowd
  #climbing = false
  /** Edges that did not say welcome since one did, or since the join. */
  #misses = 0
  #mustJoin = true
  #backoff: Backoff = DEFAULT_BACKOFF
  #failures = 0
  #current: Connection | undefined
  #moving: Connection | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#given = options.ticket
    this.#ticket = options.ticket
    this.#crowd = new Crowd({
      ...{ server: options.server, fetch: options.fetch, random: options.random, owner },
      ticket: () => this.#ticket,
      onSeated: () => this.#seated(),
      onFrame: owner.onFrame,
      onTrouble: () => this.#unseated(),
      onClimb: () => void this.#climb(),
    })
    this.#timer = setTimeout(() => void this.#attempt(), 0) // the caller adds listeners first
  }

  get ticket(): string | undefined {
    return this.#ticket
  }

  send(frame: ClientFrame): boolean {
    if (this.#current?.welcomed) return this.#current.send(frame)
    return this.#crowd.send(frame)
  }

  /** Reads the stream's past, for who is of the crowd; nothing: we are on an edge. */
  get past(): ReplayReader | undefined {
    return this.#crowd.reader
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#current?.close()
    this.#moving?.close()
    this.#crowd.close()
    this.#owner.onState('closed')
  }

  /** Opens the new address beside the old; the old stays when the new one fails. */
  move({ url, ticket = this.#ticket }: MoveFrame): void {
    this.#moving?.close()
    const moving: Connection = this.#open(url, ticket, () => this.#arrived(moving, url, ticket))
    this.#moving = moving
  }

  async #attempt(): Promise<void> {
    this.#owner.onState('connecting')
    try {
      if (this.#mustJoin) await this.#join()
    } catch (error) {
      if (!this.#closed) this.#notJoined(error)
      return
    }
    this.#openNext()
  }

  #openNext(): void {
    const [edge] = this.#edges
    if (this.#closed) return
    if (this.#crowd.isOffered) this.#crowd.sit()
    else if (edge) this.#current = this.#open(edge, this.#ticket)
  }

  #seated(): void {
    this.#failures = 0
    if (!this.#current?.welcomed) this.#owner.onState('open')
  }

  #unseated(): void {
    if (!this.#current?.welcomed) this.#owner.onState('waiting')
  }

  /** Asks whether there is room on an edge. The seat is kept until an edge has said welcome. */
  async #climb(): Promise<void> {
    if (this.#current || this.#climbing) return
    this.#climbing = true
    try {
      await this.#join()
      this.#openNext()
    } catch (error) {
      if (this.#closed) return
      if (error instanceof BarrageError && error.mayRetry) this.#crowd.stay(error.retryMs)
      else this.#notJoined(error)
    } finally {
      this.#climbing = false
    }
  }

  async #join(): Promise<void> {
    const { server, room } = this.#options
    const held = { ticket: this.#ticket, ...(this.#isOwnTicket ? { token: undefined } : {}) }
    const answer = await join(server, room, { ...this.#options, ...held })
    if (this.#closed) return
    this.#ticket = answer.ticket
    this.#edges = answer.edges
    this.#crowd.joined(answer)
    this.#backoff = answer.backoff
    this.#mustJoin = false
    this.#misses = 0
    this.#owner.onJoin(answer)
  }

  #notJoined(error: unknown): void {
    if (!(error instanceof BarrageError)) throw error
    this.#owner.onRefused(error)
    if (error.mayRetry) this.#withoutJoin(error.retryMs)
    else this.#withoutTicket(error)
  }

  /** Who hands out tickets is down or busy; an edge may take the one we have. */
  #withoutJoin(retryMs: number | undefined): void {
    if (this.#edges.length > 0 || this.#crowd.isOffered) this.#openNext()
    else this.#failed(retryMs)
  }

  /** Not as who we were last: once more as who the page said, and without a ticket that is none. */
  #withoutTicket({ code }: BarrageError): void {
    const forgets = this.#given !== undefined && NO_TICKET.has(code)
    if (!this.#isOwnTicket && !forgets) {
      this.close()
      return
    }
    if (!this.#isOwnTicket) this.#given = undefined
    this.#ticket = this.#given
    this.#failed()
  }

  /** It came from a join of ours, and outlives the token that we were let in by. */
  get #isOwnTicket(): boolean {
    return this.#ticket !== this.#given
  }

  #failed(retryMs?: number): void {
    this.#failures++
    this.#wait(retryMs)
  }

  #open(edge: string, ticket = '', onWelcome = () => {}): Connection {
    const cursor = this.#owner.resumeFrom()
    const room = encodeURIComponent(this.#options.room)
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
    const connection: Connection = new Connection({
      url: `${edge.replace(/\/+$/, '')}/v1/rooms/${room}/ws${query}`,
      protocols: [SUBPROTOCOL, TICKET_SUBPROTOCOL + ticket],
      WebSocket: this.#options.WebSocket,
      cursor: this.#owner.live,
      onFrame: frame => {
        if (frame.t === 'welcome') onWelcome()
        this.#heard(connection, frame)
      },
      onEnd: ending => this.#ended(connection, ending),
    })
    return connection
  }

  #arrived(moving: Connection, url: string, ticket: string | undefined): void {
    if (this.#moving === moving) {
      this.#current?.close()
      this.#current = moving
      this.#moving = undefined
    }
    this.#ticket = ticket
    this.#edges = [url, ...this.#edges.filter(edge => edge !== url)]
  }

  #heard(connection: Connection, frame: ServerFrame): void {
    if (connection !== this.#current) return
    if (frame.t === 'move') this.move(frame)
    else if (frame.t === 'welcome') this.#welcomed(frame)
    else this.#owner.onFrame(frame)
  }

  #welcomed(frame: WelcomeFrame): void {
    this.#misses = 0
    this.#crowd.leave(frame.stream)
    this.#owner.onState('open')
    this.#owner.onWelcome(frame)
  }

  #ended(connection: Connection, ending: Ending): void {
    if (connection === this.#moving) this.#moving = undefined
    if (connection !== this.#current) return
    this.#current = undefined
    this.#owner.onEnd(ending)
    if (!ending.mayComeBack) this.close()
    else if (this.#crowd.isSeated) this.#crowd.stay()
    else if (this.#moving) this.#promote(this.#moving)
    else this.#turn(ending)
  }

  /** The old edge went before the new one said welcome: wait for that one. */
  #promote(moving: Connection): void {
    this.#current = moving
    this.#moving = undefined
    this.#owner.onState('connecting')
  }

  /** On to the next edge. When none says welcome, or the room went elsewhere, a join tells where. */
  #turn({ code, openMs }: Ending): void {
    const [first, ...others] = this.#edges
    this.#edges = first === undefined ? [] : [...others, first]
    if (openMs === 0) this.#misses++
    this.#mustJoin = this.#misses >= this.#edges.length || code === CLOSE_CODES.moved.code
    this.#failures = failuresAfter(this.#failures, openMs)
    this.#wait()
  }

  #wait(leastMs = 0): void {
    const waitMs = Math.max(leastMs, delayMs(this.#backoff, this.#failures, this.#options.random))
    this.#owner.onState('waiting')
    if (!this.#closed) this.#timer = setTimeout(() => void this.#attempt(), waitMs)
  }
}
