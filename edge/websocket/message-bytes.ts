// WebSocket frames that a server sends, as bytes: never masked, never in pieces (RFC 6455, 5.2).

/** FIN, with opcode 1: a whole text message. */
const TEXT = 0x81
const CLOSE = 0x88
const PONG = 0x8a
/** RSV1: the payload is compressed (RFC 7692, 6). */
const COMPRESSED = 0x40
/** Payloads up to 125 bytes say their length in the head's second byte. */
const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127
/** Of a close frame, the code. */
const CODE_BYTES = 2

/** A text message, head and payload in one. */
export function messageBytes(payload: Buffer, { compressed = false } = {}): Buffer {
  const start = headBytes(payload.length)
  const bytes = Buffer.allocUnsafe(start + payload.length)
  bytes[0] = compressed ? TEXT | COMPRESSED : TEXT
  writeLength(bytes, payload.length)
  payload.copy(bytes, start)
  return bytes
}

/** @param code 1005 or nothing: a close frame that says nothing */
export function closeBytes(code?: number, reason = ''): Buffer {
  if (code === undefined || code === 1005) return Buffer.from([CLOSE, 0])
  const text = Buffer.from(reason).subarray(0, SHORT - CODE_BYTES)
  const bytes = Buffer.from([CLOSE, CODE_BYTES + text.length, 0, 0, ...text])
  bytes.writeUInt16BE(code, 2)
  return bytes
}

/** @param data of the ping: at most 125 bytes */
export function pongBytes(data: Buffer): Buffer {
  return Buffer.from([PONG, data.length, ...data])
}

function headBytes(payloadBytes: number): number {
  if (payloadBytes <= SHORT) return 2
  return payloadBytes <= 0xffff ? 4 : 10
}

function writeLength(bytes: Buffer, length: number): void {
  if (length <= SHORT) bytes[1] = length
  else if (length <= 0xffff) {
    bytes[1] = LENGTH_16
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = LENGTH_64
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
}
