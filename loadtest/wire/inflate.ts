// The text of a compressed message (RFC 7692), each on its own: no context is carried over.

import { inflateRawSync } from 'node:zlib'
import { MOST_FRAME_BYTES } from './server-frame.ts'

/** What the sender cuts off: RFC 7692, 7.2.2. */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff])

export function inflated(payload: Buffer): Buffer {
  return inflateRawSync(Buffer.concat([payload, TAIL]), {
    finishFlush: 2, // Z_SYNC_FLUSH: a message ends without a final block
    maxOutputLength: MOST_FRAME_BYTES,
  })
}
