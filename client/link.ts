// Keeps a viewer in touch with a room: joins, opens a connection to one of the room's edges,
// and when that ends opens the next, after a back-off, at the cursor reached. When none of
// the edges says welcome, or the room went elsewhere, it joins again with the ticket it has.
// A room that is fuller than its edges gives a place in its crowd meanwhile (crowd.ts).
//
// A move, to another edge or from polls to WebSocket, is made before the old connection is
// broken: the new one must say welcome first. Other rooms may share the connection (guests.ts);
// for them it stays when this room is left.

import { mayComeBack } from '../engine/close-code.ts'
import type { RoomId } from '../engine/ids.ts'
import type {
  ByeFrame,
  ClientFrame,
  MoveFrame,
  PingFrame,
  ServerFrame,
  WelcomeFrame,
} from '../engine/wire/frames.ts'
import { addressOn } from './address.ts'
import { BarrageError } from './barrage-error.ts'
import { Carrier, type CarrierOptions } from './carrier.ts'
import type { Connection, Ending } from './connection.ts'
import { Crowd } from './crowd.ts'
import { NO_EDGES, named, turned, welcomedBy } from './edges.ts'
import type { TransportName } from './fallback.ts'
import { type Guest, Guests } from './guests.ts'
import type { LinkOwner } from './link-owner.ts'
import { Pass, type PassOptions } from './pass.ts'
import type { ReplayReader } from './replay-reader.ts'
import { Retry } from './retry.ts'

type To = Pick<MoveFrame, 'url'> & Partial<Pick<MoveFrame, 'ticket' | 'edges'>>
export type LinkOptions = PassOptions & CarrierOptions

/** What a room needs of it, whether it has a connection of its own or shares one. */
export type RoomLink = Pick<Link, 'ticket' | 'transport' | 'host' | 'past' | 'send' | 'close'>

export class Link {
  readonly #options: LinkOptions
  readonly #owner: LinkOwner
  readonly #pass: Pass
  readonly #carrier: Carrier
  readonly #guests = new Guests(room => this.send({ t: 'leave', room }))
  readonly #crowd: Crowd
  readonly #retry: Retry
  #edges = NO_EDGES
  #current: Connection | undefined
  #moving: Connection | undefined
  #closed = false

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#pass = new Pass(options)
    this.#carrier = new Carrier(options, {
      mayClimb: () => this.#climb(),
      networkChanged: () => this.#networkChanged(),
    })
    this.#crowd = new Crowd({
      ...{ ...options, owner, ticket: () => this.ticket },
      isOnEdge: () => this.#current?.welcomed === true,
      joinAgain: () => this.#joinAgain(),
      notJoined: error => this.#closed || this.#notJoined(error),
    })
    this.#retry = new Retry(() => void this.#attempt(), options.random)
  }

  get ticket(): string | undefined {
    return this.#pass.ticket
  }

  /** Whose connection it goes over. */
  get host(): Link {
    return this
  }

  get transport(): TransportName {
    return this.#current?.by ?? this.#carrier.by
  }

  /** The edge that said welcome. */
  get edge(): string | undefined {
    return this.#current?.welcomed ? this.#edges.urls[0] : undefined
  }

  send(frame: ClientFrame): boolean {
    if (this.#current?.welcomed) return this.#current.send(frame)
    return this.#crowd.send(frame)
  }

  /** Reads the stream's past, for who is of the crowd; nothing: we are on an edge. */
  get past(): ReplayReader | undefined {
    return this.#crowd.reader
  }

  /** Leaves the room; the connection stays for the guests, if it has any. */
  close(): void {
    if (this.#closed) return
    if (this.#guests.size > 0) this.send({ t: 'leave', room: this.#options.room as RoomId })
    this.#leave()
  }

  /** Takes another room in. @returns false when it cannot */
  takeIn(guest: Guest): boolean {
    if (guest.room === this.#ownRoom || (this.#closed && !this.edge)) return false
    if (!this.#guests.add(guest)) return false
    if (this.edge) guest.opened()
    return true
  }

  /** A guest goes. @param entered it is in its room, over this connection */
  letGo(guest: Guest, entered: boolean): void {
    this.#guests.delete(guest)
    if (entered) this.send({ t: 'leave', room: guest.room as RoomId })
    if (this.#closed && this.#guests.size === 0) this.#hangUp()
  }

  /** Once it was left it may be entered again, as any. */
  get #ownRoom(): string | undefined {
    return this.#closed ? undefined : this.#options.room
  }

  #leave(): void {
    this.#closed = true
    this.#retry.stop()
    this.#moving?.close()
    this.#crowd.close()
    this.#owner.onState('closed')
    if (!this.edge || this.#guests.size === 0) this.#hangUp()
  }

  #hangUp(): void {
    this.#carrier.stop()
    this.#current?.close()
    this.#current = undefined
    this.#guests.alone()
  }

  async #attempt(): Promise<void> {
    this.#owner.onState('connecting')
    try {
      if (this.#edges.mustJoin) await this.#join()
    } catch (error) {
      if (!this.#closed) this.#notJoined(error)
      return
    }
    this.#openNext()
  }

  #openNext(): void {
    const [edge] = this.#edges.urls
    if (this.#closed) return
    if (this.#crowd.isOffered) this.#crowd.sit()
    else if (edge) this.#current = this.#open(edge, this.#carrier.by)
  }

  async #joinAgain(): Promise<void> {
    if (this.#current) return
    await this.#join()
    this.#openNext()
  }

  async #join(): Promise<void> {
    const answer = await this.#pass.renew()
    if (this.#closed) return
    this.#edges = named(answer.edges)
    this.#crowd.joined(answer)
    this.#retry.backoff = answer.backoff
    this.#owner.onJoin(answer)
  }

  #notJoined(error: unknown): void {
    if (!(error instanceof BarrageError)) throw error
    this.#owner.onRefused(error)
    if (!error.mayRetry && !this.#pass.fallBack(error.code)) this.close()
    else if (!error.mayRetry) this.#failed()
    // Who hands out tickets is down or busy; an edge may take the one we have.
    else if (this.#edges.urls.length > 0 || this.#crowd.isOffered) this.#openNext()
    else this.#failed(error.retryMs)
  }

  #failed(retryMs?: number): void {
    this.#owner.onState('waiting')
    if (!this.#closed) this.#retry.failed(retryMs)
  }

  #open(edge: string, by: TransportName, ticket = this.ticket, onWelcome = () => {}): Connection {
    const { room } = this.#options
    const connection: Connection = this.#carrier.open(by, {
      ...addressOn(edge, { room, ticket, cursor: this.#owner.resumeFrom() }),
      pings: () => this.#pings(),
      onFrame: frame => {
        if (frame.t === 'welcome' && frame.room === room) onWelcome()
        this.#heard(connection, frame)
      },
      onEnd: ending => this.#ended(connection, ending),
    })
    return connection
  }

  #pings(): PingFrame[] {
    const cursor = this.#owner.live()
    const own: PingFrame = { t: 'ping', ...(cursor ? { cursor } : {}) }
    return [...(this.#closed ? [] : [own]), ...this.#guests.pings()]
  }

  /** Opens the new address beside the old; the old stays when the new one fails. */
  #move({ url, ticket = this.#pass.ticket, edges }: To, by: TransportName): void {
    this.#moving?.close()
    const moving: Connection = this.#open(url, by, ticket, () => {
      if (this.#moving === moving) {
        this.#current?.close()
        this.#current = moving
        this.#moving = undefined
      }
      this.#pass.ticket = ticket
      this.#edges = welcomedBy(edges ? named(edges) : this.#edges, url)
    })
    this.#moving = moving
  }

  /** From polls to WebSocket, if it can be had by now. */
  #climb(): void {
    const { edge } = this
    if (edge && !this.#closed && !this.#moving) this.#move({ url: edge }, 'websocket')
  }

  #networkChanged(): void {
    this.#current?.probe()
    this.#retry.now()
  }

  #heard(connection: Connection, frame: ServerFrame): void {
    if (connection !== this.#current) return
    const isAnothers = this.#guests.heard(frame, this.#ownRoom)
    if (isAnothers || this.#closed) return
    if (frame.t === 'move') this.#move(frame, this.#carrier.by)
    else if (frame.t === 'welcome') this.#welcomed(connection, frame)
    else if (frame.t === 'pong') this.#pass.ticket = frame.ticket ?? this.#pass.ticket
    else if (frame.t === 'bye' && frame.room) this.#dismissed(connection, frame)
    else this.#owner.onFrame(frame)
  }

  #welcomed({ by }: Connection, frame: WelcomeFrame): void {
    this.#edges = welcomedBy(this.#edges)
    this.#carrier.welcomed(by)
    this.#crowd.leave(frame.stream)
    this.#owner.onState('open')
    this.#owner.onWelcome(frame)
    this.#guests.opened()
  }

  /** Out of this room; the guests may stay in theirs, unless we come back elsewhere. */
  #dismissed(connection: Connection, { code, text }: ByeFrame): void {
    if (mayComeBack(code)) connection.leave({ code, text })
    else {
      this.#owner.onEnd({ code, text, told: true })
      this.#leave()
    }
  }

  #ended(connection: Connection, ending: Ending): void {
    if (connection === this.#moving) this.#stays(connection)
    if (connection !== this.#current) return
    this.#current = undefined
    this.#carrier.ended(connection.by, ending)
    if (!this.#closed) this.#owner.onEnd(ending)
    if (!ending.mayComeBack) {
      this.#guests.ended(ending)
      this.#leave()
    } else if (this.#closed) this.#hangUp()
    else this.#comeBack(ending)
  }

  #comeBack(ending: Ending): void {
    this.#guests.lost()
    if (this.#crowd.isSeated) this.#crowd.stay()
    else if (this.#moving) this.#promote(this.#moving)
    else {
      this.#edges = turned(this.#edges, ending)
      this.#owner.onState('waiting')
      if (!this.#closed) this.#retry.ended(ending.openMs)
    }
  }

  /** The new connection was not to be had. */
  #stays({ by }: Connection): void {
    this.#moving = undefined
    if (by === 'websocket' && this.#current?.by === 'polling') this.#carrier.climbedInVain()
  }

  /** The old edge went before the new one said welcome: wait for that one. */
  #promote(moving: Connection): void {
    this.#current = moving
    this.#moving = undefined
    this.#owner.onState('connecting')
  }
}
