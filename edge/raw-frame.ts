// A WebSocket text frame as one Buffer, header and payload together. A room's frame is made
// once and the same bytes go to every viewer: one socket write each, no copy, no masking (a
// server never masks: RFC 6455, 5.1).
//
// This is the one file that reaches for the socket under ws, a private field. It is safe as
// long as ws itself never holds a message of ours in a queue: no permessage-deflate on these
// sockets, and every data frame is written past ws.

import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

/** FIN and opcode 1, text: RFC 6455, 5.2. */
const FINAL_TEXT = 0x81
/** Payloads up to 125 bytes say their length in the header's second byte. */
const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127

export function textFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text)
  const start = headerBytes(bytes)
  const frame = Buffer.allocUnsafe(start + bytes)
  frame[0] = FINAL_TEXT
  if (start === 2) frame[1] = bytes
  else if (start === 4) {
    frame[1] = LENGTH_16
    frame.writeUInt16BE(bytes, 2)
  } else {
    frame[1] = LENGTH_64
    frame.writeBigUInt64BE(BigInt(bytes), 2)
  }
  frame.write(text, start)
  return frame
}

/** The TCP socket under a WebSocket that is open. */
export function socketOf(socket: WebSocket): Socket {
  const under = (socket as unknown as { readonly _socket?: Socket })._socket
  if (!under) throw new TypeError('this WebSocket has no socket: was it closed?')
  return under
}

function headerBytes(payloadBytes: number): number {
  if (payloadBytes <= SHORT) return 2
  return payloadBytes <= 0xffff ? 4 : 10
}
