// One message, one id: whoever computes it gets the same, so a message that is sent again
// through another edge, or read again from the log, is known for what it is.

import { hash } from 'node:crypto'
import type { MessageId, StreamId, ViewerId } from './ids.ts'

/**
 * The first 64 bits of SHA-256 over stream, sender and the sender's own `cid`, in base64url.
 * SHA-256 and not a faster hash, because a viewer chooses its `cid`: it must not be able to
 * choose one that collides with somebody else's message. None of the three holds a newline.
 */
export function messageId(stream: StreamId, sender: ViewerId, cid: string): MessageId {
  const digest = hash('sha256', `${stream}\n${sender}\n${cid}`, 'hex')
  return Buffer.from(digest.slice(0, 16), 'hex').toString('base64url') as MessageId
}
