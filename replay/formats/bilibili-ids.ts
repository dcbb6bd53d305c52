// People and comments as Bilibili's forms number them.

import { createHash } from 'node:crypto'

/** Eight hex digits that tell senders apart and do not name them. */
export function userHash(sender: string): string {
  return createHash('sha256').update(sender).digest('hex').slice(0, 8)
}

/** The message's 64 bits as the positive number that readers expect. */
export function rowId(id: string): bigint {
  const bytes = Buffer.alloc(8)
  bytes.write(id, 'base64url')
  return bytes.readBigUInt64BE() >> 1n
}
