// Puts a message together that came in several frames (RFC 6455, 5.4). Our servers send none;
// a crowd understands them all the same.

import { OPCODES } from './client-frame.ts'
import {
  Breach,
  isCompressed,
  isFinal,
  MOST_FRAME_BYTES,
  opcodeOf,
  payloadAt,
  wholeFrame,
} from './server-frame.ts'

export class Fragments {
  readonly #pieces: Buffer[]
  readonly #opcode: number
  readonly #compressed: boolean
  #bytes = 0

  /** Begins with a frame that is not final. */
  constructor(bytes: Buffer, from: number, to: number) {
    this.#opcode = opcodeOf(bytes, from)
    if (this.#opcode === OPCODES.continuation) throw new Breach('a continuation of nothing')
    this.#compressed = isCompressed(bytes, from)
    this.#pieces = []
    this.#add(bytes, from, to)
  }

  /** @returns the whole message as one frame, once its last piece is here */
  next(bytes: Buffer, from: number, to: number): Buffer | undefined {
    if (opcodeOf(bytes, from) !== OPCODES.continuation || isCompressed(bytes, from))
      throw new Breach('a new message within another')
    this.#add(bytes, from, to)
    if (!isFinal(bytes, from)) return undefined
    return wholeFrame(this.#opcode, Buffer.concat(this.#pieces), { compressed: this.#compressed })
  }

  #add(bytes: Buffer, from: number, to: number): void {
    const piece = Buffer.from(bytes.subarray(payloadAt(bytes, from), to))
    this.#bytes += piece.length
    if (this.#bytes > MOST_FRAME_BYTES) throw new Breach('a message without an end')
    this.#pieces.push(piece)
  }
}
