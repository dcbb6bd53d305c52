// What carries the frames: which transport the next connection is opened by (fallback.ts), how
// quiet it may be (heartbeat.ts), and when it is time to look whether WebSocket can be had again.
// Keeps what was learned of the network over all connections to it.

import type { Fetch } from './ask.ts'
import { Connection, type ConnectionOptions, type Ending } from './connection.ts'
import {
  type Choice,
  climbedInVain,
  climbMs,
  elsewhere,
  firstWay,
  missed,
  type TransportName,
  type Way,
  welcomeMs,
  worked,
} from './fallback.ts'
import { afterCut, type Bearing, UNKNOWN } from './heartbeat.ts'
import { type NetworkChanges, networkChanges } from './network.ts'
import { pollSocketClass } from './poll-socket.ts'
import { type WebSocketClass, webSocketClass } from './socket.ts'

export type CarrierOptions = {
  /** For a Node without its own; false: polls alone. */
  readonly WebSocket?: WebSocketClass | false | undefined
  readonly fetch?: Fetch | undefined
  /** The browser's own unless given. */
  readonly networkChanges?: NetworkChanges | undefined
  readonly random: () => number
}

export type CarrierOwner = {
  /** It polls, and may try WebSocket now. */
  readonly mayClimb: () => void
  readonly networkChanged: () => void
}

/** What is opened, and who listens. */
type Line = Omit<ConnectionOptions, 'by' | 'WebSocket' | 'welcomeMs' | 'bearing' | 'random'>

export class Carrier {
  readonly #sockets: Readonly<Record<TransportName, WebSocketClass | undefined>>
  readonly #owner: CarrierOwner
  readonly #random: () => number
  readonly #stopWatching: () => void
  #way: Way
  #bearing = UNKNOWN
  #climbing: ReturnType<typeof setTimeout> | undefined

  constructor(options: CarrierOptions, owner: CarrierOwner) {
    const { WebSocket, fetch = globalThis.fetch as Fetch | undefined, random } = options
    const websocket = webSocketClass(WebSocket)
    const polling = fetch && pollSocketClass(fetch)
    if (!websocket && !polling) throw new TypeError('neither WebSocket nor fetch here')
    this.#sockets = { websocket, polling }
    this.#owner = owner
    this.#random = random
    this.#way = firstWay(this.#choice)
    const watch = options.networkChanges ?? networkChanges
    this.#stopWatching = watch(() => this.#networkChanged())
  }

  /** What the next connection is opened by. */
  get by(): TransportName {
    return this.#way.by
  }

  /** A cut of polls says nothing of how long a socket may be quiet. */
  bearing(by: TransportName): Bearing {
    return by === 'websocket' ? this.#bearing : UNKNOWN
  }

  open(by: TransportName, line: Line): Connection {
    return new Connection({
      ...line,
      by,
      WebSocket: this.#sockets[by] as WebSocketClass, // `by` is always one that there is
      welcomeMs: welcomeMs(by, this.#choice),
      bearing: () => this.bearing(by),
      random: this.#random,
    })
  }

  welcomed(by: TransportName): void {
    this.#way = worked(this.#way, by)
    clearTimeout(this.#climbing)
    if (by === 'polling') this.#climbLater()
  }

  ended(by: TransportName, { welcomed, hung, told, ...cut }: Ending): void {
    clearTimeout(this.#climbing)
    if (!welcomed) this.#way = missed(this.#way, this.#choice, { by, hung })
    else if (by === 'websocket' && !told)
      this.#bearing = afterCut(this.#bearing, cut, performance.now())
  }

  climbedInVain(): void {
    this.#way = climbedInVain(this.#way)
    this.#climbLater()
  }

  stop(): void {
    clearTimeout(this.#climbing)
    this.#stopWatching()
  }

  get #choice(): Choice {
    const { websocket, polling } = this.#sockets
    return { websocket: websocket !== undefined, polling: polling !== undefined }
  }

  #climbLater(): void {
    clearTimeout(this.#climbing)
    if (!this.#choice.websocket) return
    const waitMs = climbMs(this.#way, this.#random())
    this.#climbing = setTimeout(() => this.#owner.mayClimb(), waitMs)
  }

  #networkChanged(): void {
    this.#bearing = UNKNOWN
    this.#way = elsewhere(this.#way)
    this.#owner.networkChanged()
    if (this.#way.by === 'polling' && this.#choice.websocket) this.#owner.mayClimb()
  }
}
