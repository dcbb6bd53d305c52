// Cuts what a socket gives, in whatever pieces, into whole WebSocket frames. What comes whole
// is handed on where it lies; only a frame that is cut in two is copied.

import { frameBytes, MOST_HEADER_BYTES } from './server-frame.ts'

export type FrameSink = {
  /** One whole frame, header included. The bytes are good until the call returns. */
  frame(bytes: Buffer, from: number, to: number): void
}

export class FrameCutter {
  #rest: Buffer | undefined
  #have = 0
  /** The bytes of the frame in `#rest`; 0 while its header is not whole. */
  #whole = 0

  /** @throws Breach */
  feed(bytes: Buffer, length: number, sink: FrameSink): void {
    let from = this.#rest ? this.#complete(bytes, length, sink) : 0
    while (from < length) {
      const size = frameBytes(bytes, from, length)
      if (size === 0 || from + size > length) {
        this.#keep(bytes, from, length, size)
        return
      }
      sink.frame(bytes, from, from + size)
      from += size
    }
  }

  #keep(bytes: Buffer, from: number, length: number, size: number): void {
    this.#rest = Buffer.allocUnsafe(size || MOST_HEADER_BYTES)
    this.#have = bytes.copy(this.#rest, 0, from, length)
    this.#whole = size
  }

  /** @returns where the next frame begins, or the length when this one is still not whole */
  #complete(bytes: Buffer, length: number, sink: FrameSink): number {
    let from = 0
    while (this.#whole === 0 && from < length) from += this.#take(bytes, from, from + 1)
    if (this.#whole === 0) return length
    from += this.#take(bytes, from, Math.min(length, from + this.#whole - this.#have))
    if (this.#have < this.#whole) return length
    const frame = this.#rest as Buffer
    this.#rest = undefined
    sink.frame(frame, 0, this.#whole)
    return from
  }

  #take(bytes: Buffer, from: number, to: number): number {
    const rest = this.#rest as Buffer
    const taken = bytes.copy(rest, this.#have, from, to)
    this.#have += taken
    if (this.#whole > 0) return taken
    this.#whole = frameBytes(rest, 0, this.#have)
    if (this.#whole > rest.length) {
      this.#rest = Buffer.allocUnsafe(this.#whole)
      rest.copy(this.#rest, 0, 0, this.#have)
    }
    return taken
  }
}
