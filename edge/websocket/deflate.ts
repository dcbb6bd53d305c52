// permessage-deflate (RFC 7692) without context takeover: every message is compressed by
// itself, so that one compressed frame is good for everybody, and no connection keeps a window
// of its own in memory, which would be tens of kilobytes.

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { extension } from 'ws'

const NAME = 'permessage-deflate'
const AGREED = `${NAME}; server_no_context_takeover; client_no_context_takeover`
/** What a client may ask for and gets. Another size of our window would be other bytes. */
const GRANTED: ReadonlySet<string> = new Set([
  'server_no_context_takeover',
  'client_no_context_takeover',
  'client_max_window_bits',
])
/** Z_SYNC_FLUSH ends with an empty block, which is cut off and put back (RFC 7692, 7.2.1). */
const TAIL = Buffer.from([0, 0, 0xff, 0xff])
const FLUSH = constants.Z_SYNC_FLUSH
/** Comments are short: a reader's buffer need not be larger. */
const CHUNK_BYTES = 4_096

/** @param offers the header `Sec-WebSocket-Extensions` @returns what to agree to; nothing: none */
export function agreement(offers: string | undefined): string | undefined {
  if (!offers) return undefined
  try {
    const wanted = extension.parse(offers)[NAME] ?? []
    const isGranted = (offer: object) => Object.keys(offer).every(name => GRANTED.has(name))
    return wanted.some(isGranted) ? AGREED : undefined
  } catch {
    return undefined // it cannot be read: as if nothing had been offered
  }
}

export function deflated(payload: Buffer): Buffer {
  const bytes = deflateRawSync(payload, { finishFlush: FLUSH })
  return bytes.subarray(0, bytes.length - TAIL.length)
}

/** @throws RangeError `ERR_BUFFER_TOO_LARGE`: it is more than `mostBytes`; Error: it is none */
export function inflated(payload: Buffer, mostBytes: number): Buffer {
  return inflateRawSync(Buffer.concat([payload, TAIL]), {
    finishFlush: FLUSH,
    chunkSize: CHUNK_BYTES,
    maxOutputLength: mostBytes,
  })
}
