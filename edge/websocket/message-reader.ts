// Reads what a client sends over one WebSocket.
//
// Nearly all of it is one short text message in one piece, and is read here, with nothing kept
// between messages: a reader of ws would be 2 kB for every idle viewer (docs/benchmarks.md).
// Whatever is not like that (fragments, control frames but pings, a message in many pieces of
// TCP, what breaks the protocol) is for ws's own Receiver, made when it is first needed.

import { isUtf8 } from 'node:buffer'
import { type Decompressor, Receiver } from 'ws'
import { inflated } from './deflate.ts'

/** Above it a message is refused by the protocol itself (1009). */
const MOST_MESSAGE_BYTES = 64 * 1_024
/** A frame of 4 KiB has no business in more pieces. */
const MOST_FRAGMENTS = 16
/** Nor in more packets: a comment that comes byte by byte. */
const MOST_CHUNKS = 1_024

const FINAL_TEXT = 0x81
const FINAL_TEXT_COMPRESSED = 0xc1
const FINAL_PING = 0x89
const FINAL_PONG = 0x8a
const MASKED = 0x80
const LENGTH_16 = 126
const KEY_BYTES = 4
/** A close frame that is not one: the peer's own words for it are not known here. */
const PROTOCOL_ERROR = 1002

/** What is told of what comes; a binary message is told as such and its bytes are not. */
export type MessageListener = {
  text(data: Buffer): void
  binary(): void
  ping(data: Buffer): void
  pong(): void
  /** The peer ends it. */
  close(code: number, reason: string): void
  /** The peer breaks the protocol; it is to be told this code. */
  broken(code: number, reason: string): void
}

/** Where the bytes come from. */
type Source = { resume(): unknown }

export class MessageReader {
  readonly #listener: MessageListener
  readonly #inflates: boolean
  /** The beginning of a message whose rest is to come. */
  #rest: Buffer | undefined
  #receiver: Receiver | undefined

  constructor(listener: MessageListener, inflates: boolean) {
    this.#listener = listener
    this.#inflates = inflates
  }

  /** @returns false: no more for now, until `source` is resumed */
  read(chunk: Buffer, source: Source): boolean {
    if (this.#receiver) return this.#receive(chunk, source)
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    const hadRest = this.#rest !== undefined
    this.#rest = undefined
    let at = 0
    while (at < bytes.length) {
      const next = this.#readOne(bytes, at)
      if (next === 'unusual') return this.#receive(bytes.subarray(at), source)
      if (next === 'more') break
      at = next
    }
    if (at === bytes.length) return true
    if (hadRest) return this.#receive(bytes.subarray(at), source) // in many pieces
    this.#rest = Buffer.from(bytes.subarray(at)) // a copy: not the whole chunk is kept
    return true
  }

  /** @returns where the next message begins */
  #readOne(bytes: Buffer, at: number): number | 'more' | 'unusual' {
    const first = bytes[at] as number
    if (!this.#isUsual(first)) return 'unusual'
    const second = bytes[at + 1]
    if (second === undefined) return 'more'
    const short = second & ~MASKED
    if ((second & MASKED) === 0 || short > LENGTH_16) return 'unusual'
    if (short === LENGTH_16 && isControl(first)) return 'unusual'
    if (short === LENGTH_16 && bytes.length < at + 4) return 'more'
    const length = short === LENGTH_16 ? bytes.readUInt16BE(at + 2) : short
    const key = at + (short === LENGTH_16 ? 4 : 2)
    const end = key + KEY_BYTES + length
    if (length > MOST_MESSAGE_BYTES) return 'unusual'
    if (bytes.length < end) return 'more'
    const payload = unmasked(bytes, key, end)
    this.#tell(first, payload)
    return end
  }

  #isUsual(first: number): boolean {
    if (first === FINAL_TEXT_COMPRESSED) return this.#inflates
    return first === FINAL_TEXT || first === FINAL_PING || first === FINAL_PONG
  }

  #tell(first: number, payload: Buffer): void {
    if (first === FINAL_PING) this.#listener.ping(payload)
    else if (first === FINAL_PONG) this.#listener.pong()
    else if (first === FINAL_TEXT) this.#tellText(payload)
    else this.#tellCompressed(payload)
  }

  #tellText(payload: Buffer): void {
    if (isUtf8(payload)) this.#listener.text(payload)
    else this.#listener.broken(1007, 'that is not UTF-8')
  }

  #tellCompressed(payload: Buffer): void {
    let text: Buffer
    try {
      text = inflated(payload, MOST_MESSAGE_BYTES)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const isTooLong = code === 'ERR_BUFFER_TOO_LARGE'
      this.#listener.broken(isTooLong ? 1009 : 1007, isTooLong ? 'too long' : message)
      return
    }
    this.#tellText(text)
  }

  #receive(chunk: Buffer, source: Source): boolean {
    this.#receiver ??= this.#makeReceiver()
    if (this.#receiver.write(chunk)) return true
    if (this.#receiver.errored) return true // never drained: what still comes is let by
    this.#receiver.once('drain', () => source.resume())
    return false
  }

  #makeReceiver(): Receiver {
    const listener = this.#listener
    const receiver = new Receiver({
      isServer: true,
      maxPayload: MOST_MESSAGE_BYTES,
      maxFragments: MOST_FRAGMENTS,
      maxBufferedChunks: MOST_CHUNKS,
      extensions: this.#inflates ? { 'permessage-deflate': inflatingWhole() } : {},
    })
    return receiver
      .on('message', (data, isBinary) => (isBinary ? listener.binary() : listener.text(data)))
      .on('ping', data => listener.ping(data))
      .on('pong', () => listener.pong())
      .on('conclude', (code, reason) => listener.close(code, reason.toString()))
      .on('error', error => listener.broken(codeOf(error), error.message))
  }
}

/** In one step over the bytes: a client's key is four bytes (RFC 6455, 5.3). */
function unmasked(bytes: Buffer, key: number, end: number): Buffer {
  const start = key + KEY_BYTES
  const payload = Buffer.allocUnsafe(end - start)
  for (let at = 0; at < payload.length; at++)
    payload[at] = (bytes[start + at] as number) ^ (bytes[key + (at & 3)] as number)
  return payload
}

function isControl(first: number): boolean {
  return (first & 0x08) !== 0
}

/**
 * A compressed message in fragments is inflated when its last one is here. The answer comes a
 * moment later, as the Receiver expects it: called back at once it would go on twice.
 */
function inflatingWhole(): Decompressor {
  let pieces: Buffer[] = []
  return {
    decompress(data, isLast, done) {
      pieces.push(Buffer.from(data))
      const whole = isLast ? Buffer.concat(pieces) : undefined
      if (isLast) pieces = []
      queueMicrotask(() => {
        try {
          done(null, whole ? inflated(whole, MOST_MESSAGE_BYTES) : Buffer.alloc(0))
        } catch (error) {
          done(error as Error)
        }
      })
    },
  }
}

/** What a peer is told; RFC 6455, 7.4.1. */
function codeOf({ code = '' }: { readonly code?: string }): number {
  if (code === 'WS_ERR_INVALID_UTF8') return 1007
  if (code === 'ERR_BUFFER_TOO_LARGE' || code.endsWith('_MESSAGE_LENGTH')) return 1009
  if (code === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH') return 1009
  if (code.startsWith('WS_ERR_TOO_MANY')) return 1008
  return code.startsWith('Z_') ? 1007 : PROTOCOL_ERROR
}
