// A person without their name: what is kept of who spoke where, when nothing else of them may
// be. 64 bits of SHA-256, in hex, as the database could compute them too.

import { createHash } from 'node:crypto'
import type { ViewerId } from './ids.ts'

const HEX_DIGITS = 16

export function personOf(viewer: ViewerId): string {
  return createHash('sha256').update(viewer).digest('hex').slice(0, HEX_DIGITS)
}
