// One WebSocket, from just after its handshake to its end.
//
// It is kept small, because there are tens of thousands: the socket, what reads from it, and
// who listens; no closure and no timer of its own. A peer that does not answer a close is cut
// off by whoever looks through `closings` now and then.

import type { Socket } from 'node:net'
import type { Frame } from '../frame.ts'
import type { Transport, TransportListener } from '../transport.ts'
import { type JoinedWrites, SMALL_BYTES } from './joined-writes.ts'
import { closeBytes, pongBytes } from './message-bytes.ts'
import { type MessageListener, MessageReader } from './message-reader.ts'

/** How long a peer may take to answer a close. */
const CLOSE_MS = 2_000
/** A peer that vanished without a word is noticed by the kernel, too. */
const KEEP_ALIVE_MS = 30_000

const OPEN = 0
/** A close frame has gone out, and what comes is not read any more but for the peer's own. */
const CLOSING = 1
const CLOSED = 2

const OF_SOCKET = Symbol('transport')
type Owned = Socket & { [OF_SOCKET]: WebSocketTransport }

export class WebSocketTransport implements Transport, MessageListener {
  readonly #socket: Socket
  readonly #deflates: boolean
  readonly #shared: SharedByAll
  readonly #reader: MessageReader
  #listener: TransportListener | undefined
  #state: typeof OPEN | typeof CLOSING | typeof CLOSED = OPEN

  /** @param deflates whether permessage-deflate was agreed to */
  constructor(socket: Socket, deflates: boolean, shared: SharedByAll) {
    this.#socket = socket
    this.#deflates = deflates
    this.#shared = shared
    this.#reader = new MessageReader(this, deflates)
    Object.assign(socket, { [OF_SOCKET]: this })
    socket.setTimeout(0)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('error', ignore).on('close', onClose).on('end', onEnd)
  }

  /** From now on it tells what the client sends, beginning with what came with the handshake. */
  listen(listener: TransportListener, head: Buffer): void {
    this.#listener = listener
    if (head.length > 0) this.#socket.unshift(head)
    this.#socket.on('data', onData)
  }

  get isOpen(): boolean {
    return this.#state === OPEN
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  write(frame: Frame, mayJoin = false): number {
    if (this.#state !== OPEN) return 0
    const bytes = this.#deflates ? frame.deflated : frame.plain
    if (mayJoin && bytes.length <= SMALL_BYTES) this.#shared.joined.hold(this.#socket)
    this.#socket.write(bytes)
    return bytes.length
  }

  end(code: number, reason: string): void {
    if (this.#state !== OPEN) return
    this.#state = CLOSING
    this.#socket.write(closeBytes(code, reason))
    this.#shared.closings.add(this)
  }

  cutOff(): void {
    this.#socket.destroy()
  }

  text(data: Buffer): void {
    if (this.#state === OPEN) this.#listener?.heard(data)
  }

  binary(): void {
    if (this.#state === OPEN) this.#listener?.heardBinary()
  }

  ping(data: Buffer): void {
    const mayAnswer = this.#state === OPEN && this.#listener?.heardControl()
    if (mayAnswer && this.#state === OPEN) this.#socket.write(pongBytes(data))
  }

  pong(): void {
    if (this.#state === OPEN) this.#listener?.heardControl()
  }

  /** The peer's close frame is answered, if ours did not come first; then both sides hang up. */
  close(code: number): void {
    this.end(code, '')
    this.#socket.end()
  }

  broken(code: number, reason: string): void {
    if (this.#state !== OPEN) return
    this.#listener?.broke()
    this.end(code, reason)
    this.#socket.end()
  }

  /** @internal */
  onData(chunk: Buffer): void {
    if (!this.#reader.read(chunk, this.#socket)) this.#socket.pause()
  }

  /** @internal */
  onClose(): void {
    this.#state = CLOSED
    this.#shared.closings.delete(this)
    this.#listener?.closed()
  }
}

/** What a server's WebSockets have in common. */
export type SharedByAll = { readonly closings: Closings; readonly joined: JoinedWrites }

/** The connections that were told to close and are still there, and since when. */
export class Closings {
  readonly #since = new Map<WebSocketTransport, number>()

  add(transport: WebSocketTransport): void {
    this.#since.set(transport, performance.now())
  }

  delete(transport: WebSocketTransport): void {
    this.#since.delete(transport)
  }

  /** Cuts off who has taken too long. */
  sweep(): void {
    const before = performance.now() - CLOSE_MS
    for (const [transport, since] of this.#since) {
      if (since > before) return // a Map keeps the order of arrival
      transport.cutOff()
    }
  }
}

function onData(this: Socket, chunk: Buffer): void {
  ;(this as Owned)[OF_SOCKET].onData(chunk)
}

function onClose(this: Socket): void {
  ;(this as Owned)[OF_SOCKET].onClose()
}

/** The peer has hung up: a server's sockets would stay half open. */
function onEnd(this: Socket): void {
  this.end()
}

/** `close` follows. */
function ignore(): void {}
