// A viewer's WebSocket by hand: a bare socket, the handshake, and frames cut out of what comes.
// It is small, because a process must hold many thousands of them: all read into one buffer,
// one after the other, and nothing of it is kept.

import { connect, type Socket } from 'node:net'
import { clientFrame, OPCODES } from './client-frame.ts'
import { Fragments } from './fragments.ts'
import { FrameCutter, type FrameSink } from './frame-cutter.ts'
import { headBytes, readAnswer, upgradeRequest } from './handshake.ts'
import { Breach, isCompressed, isFinal, opcodeOf, payloadAt } from './server-frame.ts'

/** What the network ends without a close frame, and a close frame without a code: RFC 6455, 7.1.5. */
const WITHOUT_CLOSE = 1006
const WITHOUT_CODE = 1005
const NORMAL = Buffer.from([0x03, 0xe8])

export type Dialling = {
  /** `ws://127.0.0.1:8080` */
  readonly url: string
  readonly path: string
  readonly protocols?: readonly string[]
  readonly deflate: boolean
  readonly localAddress?: string | undefined
  /** What it reads into; others do too. */
  readonly readInto: Buffer
  readonly mask: Uint8Array
}

/** Who sits at the connection; it may sit at several, and is told which. */
export type Listener = {
  /** Bytes have come in. */
  came(bytes: number): void
  /** One whole text or binary frame; the bytes are good until the call returns. */
  message(bytes: Buffer, from: number, to: number, connection: Connection): void
  /** Once, at the end: why it was never upgraded, or the close code of one that was. */
  over(end: End, connection: Connection): void
  /** The server broke the protocol, or what the listener itself threw; the end follows. */
  breach(error: Error): void
}

export type End = { readonly refused: string } | { readonly code: number }

export class Connection implements FrameSink {
  readonly #socket: Socket
  readonly #dialling: Pick<Dialling, 'readInto' | 'mask'>
  readonly #listener: Listener
  readonly #cutter = new FrameCutter()
  #fragments: Fragments | undefined
  /** What has come of the answer to the handshake; nothing once it is over. */
  #head: Buffer | undefined = Buffer.alloc(0)
  #refused = 'cut off'
  #deflate = false
  #code = WITHOUT_CLOSE

  constructor(dialling: Dialling, listener: Listener) {
    const { url, localAddress, readInto, ...knock } = dialling
    const { hostname, port, host } = new URL(url)
    this.#dialling = dialling
    this.#listener = listener
    const onread = { buffer: readInto, callback: (length: number) => this.#read(length) }
    const local = localAddress === undefined ? {} : { localAddress }
    const where = { host: hostname, port: Number(port || 80) }
    this.#socket = connect({ ...where, ...local, noDelay: true, onread })
    this.#socket.on('error', () => {}) // `close` follows, and says all else there is to do
    this.#socket.on('close', () =>
      listener.over(this.#head ? { refused: this.#refused } : { code: this.#code }, this),
    )
    this.#socket.write(upgradeRequest({ host, ...knock }))
  }

  say(text: string): void {
    this.#write(OPCODES.text, Buffer.from(text))
  }

  /** Bytes that are frames already. */
  write(frame: Buffer): void {
    if (!this.#head) this.#socket.write(frame)
  }

  /** Says goodbye and goes. */
  end(): void {
    this.#write(OPCODES.close, NORMAL)
    this.#socket.end()
  }

  /** Is gone without a word. */
  cut(): void {
    this.#socket.destroy()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  frame(bytes: Buffer, from: number, to: number): void {
    const opcode = opcodeOf(bytes, from)
    if (isCompressed(bytes, from) && !this.#deflate)
      throw new Breach('a compressed frame that nobody asked for')
    if (opcode >= OPCODES.close) this.#control(opcode, bytes.subarray(payloadAt(bytes, from), to))
    else if (this.#fragments) this.#nextFragment(bytes, from, to)
    else if (isFinal(bytes, from)) this.#listener.message(bytes, from, to, this)
    else this.#fragments = new Fragments(bytes, from, to)
  }

  #read(length: number): boolean {
    const { readInto } = this.#dialling
    this.#listener.came(length)
    try {
      if (this.#head) this.#answered(readInto.subarray(0, length))
      else this.#cutter.feed(readInto, length, this)
    } catch (error) {
      this.#refused = (error as Error).message
      this.#listener.breach(error as Error)
      this.cut()
    }
    return true // read on
  }

  /** The answer to the handshake, which may come in pieces and with frames behind it. */
  #answered(bytes: Buffer): void {
    const all = Buffer.concat([this.#head as Buffer, bytes])
    const end = headBytes(all)
    this.#head = all
    if (end === 0) return
    const answer = readAnswer(all.toString('latin1', 0, end), all.toString('utf8', end))
    if (!('deflate' in answer)) {
      this.#refused = `status ${answer.status}`
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
    this.#listener.message(whole, 0, whole.length, this)
  }

  #control(opcode: number, payload: Buffer): void {
    if (opcode === OPCODES.ping) this.#write(OPCODES.pong, payload)
    if (opcode !== OPCODES.close) return
    this.#code = payload.length >= 2 ? payload.readUInt16BE() : WITHOUT_CODE
    this.#write(OPCODES.close, payload.subarray(0, 2))
    this.#socket.end()
  }

  #write(opcode: number, payload: Buffer): void {
    this.write(clientFrame(opcode, payload, this.#dialling.mask))
  }
}
