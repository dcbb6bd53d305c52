// What a room tells everybody is decoded once: the bytes of the last frames are kept beside
// what they say, and a frame that equals one of them costs a comparison. Viewers who lag lag
// by seconds, so seconds are kept; the oldest goes first.

import type { Says } from './dialect.ts'
import { Receipts } from './receipts.ts'

const MOST_FRAMES = 8_192
const MOST_BYTES = 64 * 1_024 * 1_024
/** Bytes that tell frames of one length apart, spread over the frame. */
const SAMPLES = 16

export type SharedFrame = {
  /** Counts up from 1 within a process. */
  readonly number: number
  readonly says: Says
  /** Those who were there in time, and those who had been away. */
  readonly live: Receipts
  readonly resumed: Receipts
}

type Entry = { readonly bytes: Buffer; readonly frame: SharedFrame }

export class SharedFrames {
  readonly #decode: (frame: Buffer) => Says
  readonly #told: (frame: SharedFrame) => void
  readonly #alike = new Map<number, Entry[]>()
  readonly #inOrder = new Set<Entry>()
  #bytes = 0
  #number = 0

  /** @param told hears of each frame when it is new */
  constructor(decode: (frame: Buffer) => Says, told: (frame: SharedFrame) => void) {
    this.#decode = decode
    this.#told = told
  }

  get(bytes: Buffer, from: number, to: number): SharedFrame {
    for (const { bytes: kept, frame } of this.#alike.get(sketch(bytes, from, to)) ?? [])
      if (bytes.compare(kept, 0, kept.length, from, to) === 0) return frame
    return this.#learn(Buffer.from(bytes.subarray(from, to)))
  }

  #learn(bytes: Buffer): SharedFrame {
    const says = this.#decode(bytes)
    const frame = { number: ++this.#number, says, live: new Receipts(), resumed: new Receipts() }
    this.#remember({ bytes, frame })
    this.#told(frame)
    return frame
  }

  #remember(entry: Entry): void {
    const key = sketch(entry.bytes, 0, entry.bytes.length)
    const alike = this.#alike.get(key)
    if (alike) alike.unshift(entry)
    else this.#alike.set(key, [entry])
    this.#inOrder.add(entry)
    this.#bytes += entry.bytes.length
    for (const oldest of this.#inOrder) {
      if (this.#inOrder.size <= MOST_FRAMES && this.#bytes <= MOST_BYTES) return
      this.#forget(oldest)
    }
  }

  #forget(entry: Entry): void {
    this.#inOrder.delete(entry)
    this.#bytes -= entry.bytes.length
    const key = sketch(entry.bytes, 0, entry.bytes.length)
    const left = this.#alike.get(key)?.filter(one => one !== entry) ?? []
    if (left.length > 0) this.#alike.set(key, left)
    else this.#alike.delete(key)
  }
}

/** The length and a few of the bytes: frames that differ seldom have the same. */
function sketch(bytes: Buffer, from: number, to: number): number {
  const length = to - from
  const step = Math.max(1, Math.floor(length / SAMPLES))
  let sum = length
  for (let i = to - 1; i >= from; i -= step) sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0
  return sum
}
