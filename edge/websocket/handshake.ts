// The opening handshake of a WebSocket (RFC 6455, 4.2), taken from Node's server by hand: a
// plugin between would keep request and reply of every viewer alive for as long as it watches,
// which is more than the viewer itself (docs/benchmarks.md).
//
// A no is an HTTP answer in the words of every other one.

import { createHash } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { REFUSALS, type Refused } from '../../engine/refusal.ts'
import { SUBPROTOCOL } from '../../engine/wire/frames.ts'
import { refusalAnswer } from '../../http/refuse.ts'

/** RFC 6455, 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const KEY = /^[+/0-9A-Za-z]{22}==$/
const VERSION = '13'

/** What a request to open a WebSocket asks for. */
export type Asked = {
  readonly path: string
  readonly query: URLSearchParams
  readonly protocols: string | undefined
}

export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

export function asked({ url = '', headers }: IncomingMessage): Asked {
  const [path = '', query = ''] = url.split('?', 2)
  return {
    path,
    query: new URLSearchParams(query),
    protocols: headers['sec-websocket-protocol'],
  }
}

/** What is wrong with the handshake itself. */
export function mistakeIn({ method, headers }: IncomingMessage): Refused | undefined {
  if (method !== 'GET') return malformed('a WebSocket is opened with GET')
  if (headers['sec-websocket-version'] !== VERSION)
    return malformed(`Sec-WebSocket-Version: ${VERSION}`)
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return malformed('Sec-WebSocket-Key')
  return undefined
}

/**
 * Says yes. Our subprotocol is named when protocols were offered, because who offers others
 * alone was refused at the door.
 * @param extension what was agreed to; nothing: none
 */
export function accept(
  { headers }: IncomingMessage,
  socket: Duplex,
  extension: string | undefined,
): Socket {
  const key = `${headers['sec-websocket-key']}${GUID}`
  const answer = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
    ...(headers['sec-websocket-protocol'] ? [`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`] : []),
    ...(extension ? [`Sec-WebSocket-Extensions: ${extension}`] : []),
  ]
  socket.write(`${answer.join('\r\n')}\r\n\r\n`)
  return socket as Socket // a server without TLS of its own gives no other
}

export function refuse(socket: Duplex, refused: Refused): void {
  const { status } = REFUSALS[refused.why]
  const body = JSON.stringify(refusalAnswer(refused))
  const { retryMs } = refused
  const answer = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...(retryMs === undefined ? [] : [`Retry-After: ${Math.max(1, Math.ceil(retryMs / 1_000))}`]),
  ]
  socket.end(`${answer.join('\r\n')}\r\n\r\n${body}`)
}

function malformed(detail: string): Refused {
  return { why: 'malformed', detail }
}
