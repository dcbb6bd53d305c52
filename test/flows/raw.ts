// What a WebSocket library would not let a test send: frames cut anywhere, with any opcode,
// written straight to the socket under a viewer that has entered.

import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Viewer } from './viewer.ts'

export const CONTINUATION = 0x0
export const TEXT = 0x1
export const PING = 0x9
export const PONG = 0xa

/** Nothing masked by nothing is itself: the key is zero, so that payloads can be read. */
const MASK_KEY = Buffer.alloc(4)
const FINAL = 0x80
const MASKED = 0x80

/** A client's frame as bytes. */
export function rawFrame(opcode: number, payload: Buffer | string, { final = true } = {}): Buffer {
  const bytes = Buffer.from(payload)
  const first = opcode | (final ? FINAL : 0)
  const long = Buffer.alloc(2)
  long.writeUInt16BE(Math.min(bytes.length, 0xffff))
  const head = bytes.length < 126 ? [first, MASKED | bytes.length] : [first, MASKED | 126, ...long]
  return Buffer.concat([Buffer.from(head), MASK_KEY, bytes])
}

/** The TCP socket under a viewer's WebSocket. */
export function under(viewer: Viewer): Socket {
  const { _socket } = viewer.socket as WebSocket & { readonly _socket?: Socket }
  if (!_socket) throw new TypeError('this WebSocket has no socket: was it closed?')
  return _socket
}
