// Keys that open an API: `Authorization: Bearer <key>`.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendRefusal } from './refuse.ts'

/** An `onRequest` hook: without the key, no body is read. */
export function requireKey(key: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    hasKey(request, key) ? undefined : sendRefusal(reply, { why: 'badKey' })
}

export function hasKey(request: Pick<FastifyRequest, 'headers'>, key: string): boolean {
  const [scheme, given] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || !given || !key) return false
  return timingSafeEqual(digest(given), digest(key))
}

/** Hashed, so that the two have one length and the comparison tells nothing by its time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
