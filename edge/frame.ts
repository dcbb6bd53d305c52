// A frame as it goes out: one JSON text, made once, and the same bytes for everybody who takes
// it in the same way. A WebSocket that agreed to compression is given the compressed twin, made
// when the first one asks; a poll is given the text alone.

import { deflated } from './websocket/deflate.ts'
import { messageBytes } from './websocket/message-bytes.ts'

/** Below it compressing saves less than a packet's head. */
const COMPRESS_FROM_BYTES = 512

export class Frame {
  /** As a WebSocket message, head and payload in one: one write a socket, no copy. */
  readonly plain: Buffer
  readonly #payload: Buffer
  #deflated: Buffer | undefined

  /**
   * @param many many will be given it: compressing costs 0.1 to 0.3 ms, which is worth it when
   *   they share it
   */
  constructor(text: string, { many = false } = {}) {
    this.plain = messageBytes(Buffer.from(text))
    this.#payload = this.plain.subarray(this.plain.length - Buffer.byteLength(text))
    if (!many || this.#payload.length < COMPRESS_FROM_BYTES) this.#deflated = this.plain
  }

  /** The JSON. */
  get payload(): Buffer {
    return this.#payload
  }

  /** For a WebSocket that agreed to permessage-deflate; the plain one when that is better. */
  get deflated(): Buffer {
    this.#deflated ??= messageBytes(deflated(this.#payload), { compressed: true })
    return this.#deflated
  }
}
