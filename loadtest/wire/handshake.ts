// How a viewer's socket becomes a WebSocket: the request as text, and what the answer means.
// One key for the whole crowd: what it must be answered with is worked out once.

import { createHash } from 'node:crypto'

const KEY = Buffer.from('barrage loadtest').toString('base64')
/** RFC 6455, 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const ACCEPT = createHash('sha1').update(`${KEY}${GUID}`).digest('base64')
/** Without context each message stands alone, and what many are sent is inflated once. */
const OFFER = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover'
/** Longer than any answer to a knock. */
const MOST_HEAD_BYTES = 16_384
const END = '\r\n\r\n'

export type Knock = {
  /** `127.0.0.1:8080` */
  readonly host: string
  readonly path: string
  readonly protocols?: readonly string[]
  /** Offer permessage-deflate. */
  readonly deflate?: boolean
}

export type Upgraded = { readonly deflate: boolean }
/** Not let in; `text` is the answer's body, as far as it came with the head. */
export type TurnedAway = { readonly status: number; readonly text: string }

export function upgradeRequest({ host, path, protocols = [], deflate = false }: Knock): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
    ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
    ...(deflate ? [`Sec-WebSocket-Extensions: ${OFFER}`] : []),
  ]
  return `${lines.join('\r\n')}${END}`
}

/** Bytes of the answer's head; 0 while it is not whole. */
export function headBytes(bytes: Buffer): number {
  const end = bytes.indexOf(END)
  if (end < 0 && bytes.length > MOST_HEAD_BYTES) throw new Error('an answer without an end')
  return end < 0 ? 0 : end + END.length
}

/** @throws Error when it is no answer to a WebSocket's knock at all */
export function readAnswer(head: string, body: string): Upgraded | TurnedAway {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
  if (!status) throw new Error('an answer that is not HTTP')
  if (status !== 101) return { status, text: body }
  if (header(head, 'sec-websocket-accept') !== ACCEPT)
    throw new Error('a wrong Sec-WebSocket-Accept')
  return { deflate: agreed(header(head, 'sec-websocket-extensions')) }
}

/** What was agreed must be what was offered: with context we could not share what we inflate. */
function agreed(extensions: string | undefined): boolean {
  if (!extensions) return false
  if (!/^permessage-deflate\b/.test(extensions) || !/server_no_context_takeover/.test(extensions))
    throw new Error(`extensions nobody offered: ${extensions}`)
  return true
}

function header(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?) *$`, 'im').exec(head)?.[1]
}
