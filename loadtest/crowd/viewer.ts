// One viewer of the crowd: a connection, and the book of what it was told over it and those
// before. It resumes where it was, asks for what it missed, and says again what was not
// answered. Where it is sent it goes as a client should: it opens the new connection, and leaves
// the old one once it is welcomed there. When it comes and goes is the audience's business.

import { Book } from '../accounting/book.ts'
import type { Mark } from '../accounting/mark.ts'
import { checkHost } from '../allowed-host.ts'
import { Connection, type End, type Listener } from '../wire/connection.ts'
import { isCompressed, payloadAt } from '../wire/server-frame.ts'
import type { Door, Says, Utterance } from './dialect.ts'
import type { Host } from './host.ts'
import { localAddress } from './local-address.ts'
import type { SharedFrame } from './shared-frames.ts'

/** Messages whose outcome is not known; who has more of them says no more. */
const MOST_UNANSWERED = 32

export class Viewer implements Listener {
  readonly number: number
  readonly book = new Book()
  door: Door | undefined
  /** Has stopped reading, now or before: what comes late to it is its own doing. */
  odd = false
  stalled = false
  /** Went of its own accord. */
  left = false
  /** Welcomed, and the connection stands. */
  open = false
  openedAt = 0
  heartbeatMs = 0
  readonly #host: Host<Viewer>
  #connection: Connection | undefined
  /** To where it is sent, until it is welcomed there; and the door that it is. */
  #coming: { readonly connection: Connection; readonly door: Door } | undefined
  /** Told how the handshake went, welcome included. */
  #entered: ((why: string | undefined) => void) | undefined
  #unanswered: Map<string, Utterance> | undefined
  /** What it missed has been asked for. */
  #asking = false

  constructor(number: number, host: Host<Viewer>) {
    this.number = number
    this.#host = host
  }

  get connected(): boolean {
    return this.#connection !== undefined
  }

  /**
   * Resolves once it is welcomed, or with why it is not.
   * @throws Fault when the address may not be dialled
   */
  connect(door: Door): Promise<string | undefined> {
    this.#connection = this.#dial(door)
    this.door = door
    this.left = false
    this.#asking = false
    return new Promise(resolve => {
      this.#entered = resolve
    })
  }

  leave(): void {
    this.left = true
    this.#comeNoMore()
    this.#connection?.end()
  }

  /** Is gone without a word. */
  cut(): void {
    this.#comeNoMore()
    this.#connection?.cut()
  }

  /** Stops reading; it goes on giving signs of life. */
  stall(): void {
    this.odd = true
    this.stalled = true
    this.#connection?.pause()
  }

  wake(): void {
    if (this.stalled) this.#connection?.resume()
    this.stalled = false
  }

  /** Gives a sign of life, and says how far it has read. */
  ping(): void {
    const frame = this.book.at && this.#host.pingFrame(this.book.at)
    if (!frame || !this.open) return
    this.#host.counts.pings++
    this.#connection?.write(frame)
  }

  /** False when it cannot speak now. */
  say(said: Utterance): boolean {
    if (!this.open || (this.#unanswered?.size ?? 0) >= MOST_UNANSWERED) return false
    this.#unanswered ??= new Map()
    this.#unanswered.set(said.cid, said)
    this.#connection?.say(this.#host.dialect.send(said))
    return true
  }

  came(bytes: number): void {
    this.#host.came(bytes)
  }

  message(bytes: Buffer, from: number, to: number, connection: Connection): void {
    const { frames, dialect, marks, counts } = this.#host
    counts.frames++
    const at = payloadAt(bytes, from)
    if (connection === this.#coming?.connection)
      this.#hearComing(dialect.read(bytes.subarray(at, to), marks))
    else if (connection !== this.#connection)
      return // it has left there, and what comes late comes again
    else if (isCompressed(bytes, from) || dialect.isShared(bytes, at))
      this.#shared(frames.get(bytes, from, to))
    else this.#hear(dialect.read(bytes.subarray(at, to), marks))
  }

  over(end: End, connection: Connection): void {
    if (connection === this.#coming?.connection) this.#coming = undefined // it stays where it is
    if (connection !== this.#connection) return
    this.#comeNoMore()
    const wasOpen = this.open
    this.open = false
    this.#connection = undefined
    const why = 'refused' in end ? end.refused : `closed with ${end.code}`
    if (wasOpen && 'code' in end) this.#host.ended(this, end.code)
    else this.#settle(why)
  }

  breach(error: Error): void {
    this.#host.complain(this, error)
  }

  #settle(why: string | undefined): void {
    this.#entered?.(why)
    this.#entered = undefined
  }

  #shared(frame: SharedFrame): void {
    const { says } = frame
    if (says.is !== 'telling') {
      this.#hear(says)
      return
    }
    this.#host.heard(this, frame, this.book.heard(says.telling))
    const isAnswer = says.telling.t === 'past'
    if (isAnswer) this.#asking = false
    if (this.book.debts.length > 0) this.#ask(isAnswer)
  }

  /** What is owed is asked for, unless it is on its way: after a resume it comes by itself. */
  #ask(answered: boolean): void {
    const [first] = this.book.debts
    if (!first || this.#asking || (first.away && !answered)) return
    const asked = this.#host.dialect.fetch(first.prev.text)
    if (asked === undefined) return
    this.#asking = true
    this.#host.counts.fetches++
    this.#connection?.say(asked)
  }

  #hear(says: Says): void {
    switch (says.is) {
      case 'telling': // of one who is told alone
        this.book.heard(says.telling)
        return
      case 'welcome':
        this.#welcomed(says.cursor, says.resumed, says.heartbeatMs)
        return
      case 'restart':
        this.book.restart(says.cursor)
        return
      case 'answer':
        this.#unanswered?.delete(says.cid)
        this.#host.answered(this, says.cid, says.refusal)
        return
      case 'pace':
        this.heartbeatMs = says.nextMs
        return
      case 'move':
        this.#move(says)
        return
      case 'reply':
        this.#connection?.say(says.text)
        return
      case 'nonsense':
        this.#host.complain(this, new Error(`cannot be read: ${says.text}`))
    }
  }

  #welcomed(cursor: Mark, resumed: boolean, heartbeatMs: number): void {
    this.book.welcomed(cursor, resumed)
    this.#isIn(heartbeatMs)
  }

  #isIn(heartbeatMs: number): void {
    this.heartbeatMs = heartbeatMs
    this.openedAt = performance.now()
    this.open = true
    this.#host.counts.entered++
    const { dialect } = this.#host
    for (const said of this.#unanswered?.values() ?? []) this.#connection?.say(dialect.send(said))
    this.#settle(undefined)
  }

  /** It goes where it is sent, and resumes there; told so again, it tries again. */
  #move({ url, edges, ticket }: Extract<Says, { is: 'move' }>): void {
    if (!this.door || this.left) return
    this.#comeNoMore()
    const { others = [] } = this.door
    const door = {
      ...this.door,
      ...{ url, others: edges ?? others.filter(one => one !== url) },
      ...(ticket === undefined ? {} : { ticket }),
    }
    try {
      this.#coming = { connection: this.#dial(door), door }
    } catch (error) {
      this.#host.complain(this, error as Error) // an address that may not be dialled
    }
  }

  /** Before its welcome there is nothing to hear. */
  #hearComing(says: Says): void {
    if (!this.#coming || says.is !== 'welcome') return
    const { connection, door } = this.#coming
    const before = this.#connection
    this.#coming = undefined
    this.#connection = connection
    this.door = door
    this.#asking = false
    before?.end()
    if (this.stalled) connection.pause()
    this.#welcomed(says.cursor, says.resumed, says.heartbeatMs)
  }

  #comeNoMore(): void {
    const coming = this.#coming?.connection
    this.#coming = undefined
    coming?.cut()
  }

  #dial(door: Door): Connection {
    const { dialect, deflate, readInto, mask, allowed } = this.#host
    checkHost(door.url, allowed)
    const knock = dialect.knock(door, this.book.at?.text)
    const from = { url: door.url, localAddress: localAddress(door.url, this.number) }
    const dialling = { ...from, ...knock, deflate, readInto, mask }
    return new Connection(dialling, this)
  }
}
