// What the header of a server's WebSocket frame says, read where it lies: nothing is copied
// and nothing is made for it. A frame that no server may send is a breach.

import { OPCODES } from './client-frame.ts'

/** Far above any frame of a room; whoever announces more is not to be believed. */
export const MOST_FRAME_BYTES = 64 * 1_024 * 1_024
/** The longest header that a server's frame has. */
export const MOST_HEADER_BYTES = 10

const FINAL = 0x80
const COMPRESSED = 0x40
const RESERVED = 0x30
const OPCODE = 0x0f
const MASKED = 0x80
const LENGTH = 0x7f
/** RFC 6455, 5.5: a control frame's payload. */
const MOST_CONTROL_BYTES = 125

/** The server sent what RFC 6455 forbids it. */
export class Breach extends Error {
  override name = 'Breach'
}

/** Bytes of the frame that begins at `from`, header included; 0 while too few have come to say. */
export function frameBytes(bytes: Buffer, from: number, end: number): number {
  if (end - from < 2) return 0
  const second = bytes[from + 1] as number
  if (second & MASKED) throw new Breach('a masked frame')
  const length = second & LENGTH
  if (length < 126) return 2 + length
  if (length === 126) return end - from < 4 ? 0 : 4 + bytes.readUInt16BE(from + 2)
  if (end - from < MOST_HEADER_BYTES) return 0
  const long = Number(bytes.readBigUInt64BE(from + 2))
  if (long > MOST_FRAME_BYTES) throw new Breach(`a frame of ${long} bytes`)
  return MOST_HEADER_BYTES + long
}

/** Where the payload of a frame begins. */
export function payloadAt(bytes: Buffer, from: number): number {
  const length = (bytes[from + 1] as number) & LENGTH
  if (length < 126) return from + 2
  return from + (length === 126 ? 4 : MOST_HEADER_BYTES)
}

export function opcodeOf(bytes: Buffer, from: number): number {
  const first = bytes[from] as number
  if (first & RESERVED) throw new Breach('a frame with reserved bits')
  const opcode = first & OPCODE
  const isControl = opcode >= OPCODES.close
  if ((opcode > OPCODES.binary && !isControl) || opcode > OPCODES.pong)
    throw new Breach(`a frame of the unknown kind ${opcode}`)
  const length = (bytes[from + 1] as number) & LENGTH
  if (isControl && (!(first & FINAL) || first & COMPRESSED || length > MOST_CONTROL_BYTES))
    throw new Breach('a control frame that is cut, compressed or too long')
  return opcode
}

export function isFinal(bytes: Buffer, from: number): boolean {
  return ((bytes[from] as number) & FINAL) !== 0
}

export function isCompressed(bytes: Buffer, from: number): boolean {
  return ((bytes[from] as number) & COMPRESSED) !== 0
}

/** A server's frame as bytes: what came in fragments, put together again. */
export function wholeFrame(opcode: number, payload: Buffer, { compressed = false } = {}): Buffer {
  const first = FINAL | (compressed ? COMPRESSED : 0) | opcode
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload])
  const head = Buffer.alloc(length <= 0xffff ? 4 : MOST_HEADER_BYTES, first)
  head[1] = length <= 0xffff ? 126 : 127
  if (length <= 0xffff) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}
