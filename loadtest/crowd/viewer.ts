// One viewer of the crowd: a bare socket that speaks WebSocket by hand, because a process must
// hold many thousands of them; and the book of what it was told. When it comes and goes is the
// audience's business.

import { connect, type Socket } from 'node:net'
import { Book } from '../accounting/book.ts'
import type { Mark } from '../accounting/mark.ts'
import { checkHost } from '../allowed-host.ts'
import { clientFrame, OPCODES } from '../wire/client-frame.ts'
import { Fragments } from '../wire/fragments.ts'
import { FrameCutter, type FrameSink } from '../wire/frame-cutter.ts'
import { headBytes, readAnswer, upgradeRequest } from '../wire/handshake.ts'
import { Breach, isCompressed, isFinal, opcodeOf, payloadAt } from '../wire/server-frame.ts'
import type { Door, Says, Utterance } from './dialect.ts'
import type { Host } from './host.ts'
import type { SharedFrame } from './shared-frames.ts'

/** What the network ends without a close frame: RFC 6455, 7.1.5. */
const WITHOUT_CLOSE = 1006
const NORMAL_CLOSE = Buffer.from([0x03, 0xe8])
/** Messages whose outcome is not known; who has more of them says no more. */
const MOST_UNANSWERED = 32

export class Viewer implements FrameSink {
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
  #socket: Socket | undefined
  #cutter = new FrameCutter()
  #fragments: Fragments | undefined
  /** What has come of the answer to the handshake; nothing once it is over. */
  #head: Buffer | undefined
  #deflate = false
  #closeCode = WITHOUT_CLOSE
  #settle: ((why: string | undefined) => void) | undefined
  #unanswered: Map<string, Utterance> | undefined
  #asking = false

  constructor(number: number, host: Host<Viewer>) {
    this.number = number
    this.#host = host
  }

  get connected(): boolean {
    return this.#socket !== undefined
  }

  /** Resolves once it is welcomed, or with why it is not. */
  connect(door: Door): Promise<string | undefined> {
    this.door = door
    this.left = false
    this.#cutter = new FrameCutter()
    this.#fragments = undefined
    this.#head = Buffer.alloc(0)
    this.#closeCode = WITHOUT_CLOSE
    this.#asking = false
    checkHost(door.url, this.#host.allowed)
    this.#socket = this.#dial(new URL(door.url))
    return new Promise(resolve => {
      this.#settle = resolve
    })
  }

  /** Says goodbye and goes. */
  leave(): void {
    this.left = true
    this.#write(OPCODES.close, NORMAL_CLOSE)
    this.#socket?.end()
  }

  /** Is gone without a word. */
  cut(): void {
    this.#socket?.destroy()
  }

  /** Stops reading; it goes on giving signs of life. */
  stall(): void {
    this.odd = true
    this.stalled = true
    this.#socket?.pause()
  }

  wake(): void {
    if (this.stalled) this.#socket?.resume()
    this.stalled = false
  }

  /** Gives a sign of life, and says how far it has read. */
  ping(): void {
    const bytes = this.book.at && this.#host.pingFrame(this.book.at)
    if (!bytes || !this.open) return
    this.#host.counts.pings++
    this.#socket?.write(bytes)
  }

  /** False when it cannot speak now. */
  say(said: Utterance): boolean {
    if (!this.open || this.unanswered >= MOST_UNANSWERED) return false
    this.#unanswered ??= new Map()
    this.#unanswered.set(said.cid, said)
    this.#text(this.#host.dialect.send(said))
    return true
  }

  /** Messages that were said and not answered. */
  get unanswered(): number {
    return this.#unanswered?.size ?? 0
  }

  frame(bytes: Buffer, from: number, to: number): void {
    const opcode = opcodeOf(bytes, from)
    this.#host.counts.frames++
    if (opcode >= OPCODES.close) this.#control(opcode, bytes.subarray(payloadAt(bytes, from), to))
    else if (this.#fragments) this.#nextFragment(bytes, from, to)
    else if (isFinal(bytes, from)) this.#message(bytes, from, to)
    else this.#fragments = new Fragments(bytes, from, to)
  }

  #dial({ hostname: host, port }: URL): Socket {
    const { localAddress, readInto } = this.#host
    const onread = { buffer: readInto, callback: (length: number) => this.#read(length) }
    const local = localAddress === undefined ? {} : { localAddress }
    const socket = connect({ host, port: Number(port || 80), noDelay: true, onread, ...local })
    socket.on('error', () => {}) // `close` follows, and says all else there is to do
    socket.on('close', () => this.#closed(socket))
    socket.write(this.#request(host, port))
    return socket
  }

  #request(host: string, port: string): string {
    const { dialect, deflate } = this.#host
    const knock = dialect.knock(this.door as Door, this.book.at?.text)
    return upgradeRequest({ host: `${host}:${port || 80}`, deflate, ...knock })
  }

  #read(length: number): boolean {
    const { counts, readInto } = this.#host
    counts.bytes += length
    this.#host.touch()
    try {
      if (this.#head) this.#answered(readInto.subarray(0, length))
      else this.#cutter.feed(readInto, length, this)
    } catch (error) {
      this.#host.complain(this, error as Error)
      this.#fail(error instanceof Breach ? 'breaks the protocol' : (error as Error).message)
      this.cut()
    }
    return true
  }

  /** The answer to the handshake, which may come in pieces and with frames behind it. */
  #answered(bytes: Buffer): void {
    const all = Buffer.concat([this.#head as Buffer, bytes])
    const end = headBytes(all)
    this.#head = all
    if (end === 0) return
    const answer = readAnswer(all.toString('latin1', 0, end), all.toString('utf8', end))
    if (!('deflate' in answer)) {
      this.#fail(`status ${answer.status}`)
      this.cut()
      return
    }
    this.#head = undefined
    this.#deflate = answer.deflate
    this.#cutter.feed(all.subarray(end), all.length - end, this)
  }

  #nextFragment(bytes: Buffer, from: number, to: number): void {
    const whole = this.#fragments?.next(bytes, from, to)
    if (!whole) return
    this.#fragments = undefined
    this.#message(whole, 0, whole.length)
  }

  #message(bytes: Buffer, from: number, to: number): void {
    const { frames, dialect, marks } = this.#host
    const compressed = isCompressed(bytes, from)
    if (compressed && !this.#deflate) throw new Breach('a compressed frame that nobody asked for')
    const at = payloadAt(bytes, from)
    if (compressed || dialect.isShared(bytes, at)) this.#shared(frames.get(bytes, from, to))
    else this.#hear(dialect.read(bytes.subarray(at, to), marks))
  }

  #shared(frame: SharedFrame): void {
    const { says } = frame
    if (says.is !== 'telling') {
      this.#hear(says)
      return
    }
    const how = this.book.heard(says.telling)
    this.#host.heard(this, frame, how)
    if (says.telling.t === 'past') this.#asking = false
    if (this.book.debts.length > 0) this.#ask(says.telling.t === 'past')
  }

  /** What is owed is asked for, unless it is on its way: after a resume it comes by itself. */
  #ask(answered: boolean): void {
    const [first] = this.book.debts
    if (!first || this.#asking || (first.away && !answered)) return
    const asked = this.#host.dialect.fetch(first.prev.text)
    if (asked === undefined) return
    this.#asking = true
    this.#host.counts.fetches++
    this.#text(asked)
  }

  #hear(says: Says): void {
    switch (says.is) {
      case 'telling': // it came in a frame of its own, in which case nobody shares it
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
        this.#move(says.url, says.ticket)
        return
      case 'reply':
        this.#text(says.text)
        return
      case 'nonsense':
        this.#host.complain(this, new Error(`cannot be read: ${says.text}`))
    }
  }

  #welcomed(cursor: Mark, resumed: boolean, heartbeatMs: number): void {
    this.book.welcomed(cursor, resumed, this.book.at)
    this.heartbeatMs = heartbeatMs
    this.openedAt = performance.now()
    this.open = true
    this.#host.counts.entered++
    for (const said of this.#unanswered?.values() ?? []) this.#text(this.#host.dialect.send(said))
    this.#settle?.(undefined)
    this.#settle = undefined
  }

  /** It goes where it is sent, and resumes there. */
  #move(url: string, ticket: string | undefined): void {
    const { door } = this
    if (door) this.door = { ...door, url, ticket: ticket ?? door.ticket }
    this.leave()
    this.left = false
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === OPCODES.ping) this.#write(OPCODES.pong, Buffer.from(payload))
    if (opcode !== OPCODES.close) return
    this.#closeCode = payload.length >= 2 ? payload.readUInt16BE() : 1005
    this.#write(OPCODES.close, Buffer.from(payload.subarray(0, 2)))
    this.#socket?.end()
  }

  #fail(why: string): void {
    this.#settle?.(why)
    this.#settle = undefined
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return
    const wasOpen = this.open
    this.#socket = undefined
    this.#head = undefined
    this.open = false
    this.#fail('cut off')
    if (wasOpen) this.#host.ended(this, this.#closeCode)
  }

  #text(text: string): void {
    this.#write(OPCODES.text, Buffer.from(text))
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#socket && !this.#head)
      this.#socket.write(clientFrame(opcode, payload, this.#host.mask))
  }
}
