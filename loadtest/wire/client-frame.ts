// A client's WebSocket frame as bytes: header, mask and masked payload in one Buffer, so
// that what many viewers say alike is made once.

/** RFC 6455, 5.2. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const FINAL = 0x80
const MASKED = 0x80
/** Payloads up to 125 bytes say their length in the header's second byte. */
const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127
const MASK_BYTES = 4

/**
 * @param mask four bytes. A browser draws them anew for each frame, so that no page can choose
 *   what goes over the wire; a crowd has nobody to guard against, and may use the same again.
 */
export function clientFrame(
  opcode: number,
  payload: Buffer | string,
  mask: Uint8Array,
  { final = true } = {},
): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const start = lengthBytes(bytes.length) + MASK_BYTES
  const frame = Buffer.allocUnsafe(start + bytes.length)
  frame[0] = (final ? FINAL : 0) | opcode
  writeLength(frame, bytes.length)
  frame.set(mask.subarray(0, MASK_BYTES), start - MASK_BYTES)
  for (let i = 0; i < bytes.length; i++)
    frame[start + i] = (bytes[i] as number) ^ (mask[i % MASK_BYTES] as number)
  return frame
}

function lengthBytes(payloadBytes: number): number {
  if (payloadBytes <= SHORT) return 2
  return payloadBytes <= 0xffff ? 4 : 10
}

function writeLength(frame: Buffer, payloadBytes: number): void {
  if (payloadBytes <= SHORT) frame[1] = MASKED | payloadBytes
  else if (payloadBytes <= 0xffff) {
    frame[1] = MASKED | LENGTH_16
    frame.writeUInt16BE(payloadBytes, 2)
  } else {
    frame[1] = MASKED | LENGTH_64
    frame.writeBigUInt64BE(BigInt(payloadBytes), 2)
  }
}
