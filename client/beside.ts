// A room over another room's connection: it is entered by a frame where a handshake would have
// been, on the edge that the connection goes to, if the room sits there too. When it does not, or
// not any more, or the connection ends for good, the room gets a link of its own, at the cursor
// reached; who listens to it does not notice.

import { mayComeBack } from '../engine/close-code.ts'
import type { RoomId } from '../engine/ids.ts'
import type { ClientFrame, PingFrame, ServerFrame, WelcomeFrame } from '../engine/wire/frames.ts'
import type { TransportName } from './fallback.ts'
import type { Guest } from './guests.ts'
import { Link, type LinkOptions, type RoomLink } from './link.ts'
import type { Ended, LinkOwner } from './link-owner.ts'
import { Pass } from './pass.ts'
import type { ReplayReader } from './replay-reader.ts'

export class Beside implements RoomLink, Guest {
  readonly room: string
  readonly #options: LinkOptions
  readonly #owner: LinkOwner
  readonly #host: Link
  readonly #pass: Pass
  /** Of the room, as the join named them. */
  #edges: readonly string[] = []
  #entered = false
  /** Once it is on its own. */
  #own: Link | undefined
  #closed = false

  constructor(host: Link, options: LinkOptions, owner: LinkOwner) {
    this.room = options.room
    this.#options = options
    this.#owner = owner
    this.#host = host
    this.#pass = new Pass(options)
    setTimeout(() => void this.#join(), 0) // the caller adds listeners first
  }

  get ticket(): string | undefined {
    return this.#own ? this.#own.ticket : this.#pass.ticket
  }

  get host(): Link {
    return this.#own ?? this.#host
  }

  get transport(): TransportName {
    return this.host.transport
  }

  get past(): ReplayReader | undefined {
    return this.#own?.past
  }

  send(frame: ClientFrame): boolean {
    if (this.#own) return this.#own.send(frame)
    return this.#entered && this.#host.send({ ...frame, room: this.room as RoomId })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#own?.close()
    if (this.#own) return
    this.#host.letGo(this, this.#entered)
    this.#owner.onState('closed')
  }

  opened(): void {
    this.#entered = false // over this connection; before, it may have been another
    const { edge } = this.#host
    if (edge && this.#edges.includes(edge)) this.#enter()
    else this.alone()
  }

  lost(): void {
    this.#entered = false
    this.#owner.onState('waiting')
  }

  alone(): void {
    if (this.#closed || this.#own) return
    this.#host.letGo(this, this.#entered)
    this.#entered = false
    const { ticket } = this.#pass
    this.#own = new Link({ ...this.#options, ticket }, this.#owner)
  }

  ended(ending: Ended): void {
    this.#entered = false
    this.#closed = true
    this.#owner.onEnd(ending)
    this.#owner.onState('closed')
  }

  ping(): PingFrame | undefined {
    if (!this.#entered) return undefined
    const cursor = this.#owner.live()
    return { t: 'ping', room: this.room as RoomId, ...(cursor ? { cursor } : {}) }
  }

  heard(frame: ServerFrame): void {
    if (frame.t === 'welcome') this.#welcomed(frame)
    else if (frame.t === 'pong') this.#pass.ticket = frame.ticket ?? this.#pass.ticket
    else if (frame.t === 'no' && frame.room && frame.cid === undefined) this.alone()
    else if (frame.t === 'bye') this.#dismissed(frame)
    else if (frame.t === 'move') this.#moved(frame.ticket)
    else if (this.#entered) this.#owner.onFrame(frame)
  }

  #enter(): void {
    const { ticket = '' } = this.#pass
    const cursor = this.#owner.resumeFrom()
    const room = this.room as RoomId
    this.#host.send({ t: 'enter', room, ticket, ...(cursor ? { cursor } : {}) })
  }

  async #join(): Promise<void> {
    this.#owner.onState('connecting')
    try {
      const answer = await this.#pass.renew()
      if (this.#closed) return
      this.#edges = answer.edges
      this.#owner.onJoin(answer)
    } catch {
      return this.alone() // a link knows what to do about it, and tells
    }
    if (!this.#host.takeIn(this)) this.alone()
  }

  #welcomed(frame: WelcomeFrame): void {
    this.#entered = true
    this.#owner.onState('open')
    this.#owner.onWelcome(frame)
  }

  /** Out of this room alone. */
  #dismissed({ code, text }: { readonly code: number; readonly text: string }): void {
    this.#entered = false
    this.#owner.onEnd({ code, text, told: true })
    if (mayComeBack(code)) this.alone()
    else this.close()
  }

  /** The room goes to another edge, and the connection stays. */
  #moved(ticket: string | undefined): void {
    this.#pass.ticket = ticket ?? this.#pass.ticket
    this.alone()
  }
}
