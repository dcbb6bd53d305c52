// What the routes of a stream have in common: the id in the path, read once, and for how long
// any cache may keep what may still change.

import type { FastifyReply } from 'fastify'
import type { StreamId } from '../engine/ids.ts'
import { parseStreamId } from '../engine/stream-id.ts'
import { sendRefusal } from '../http/refuse.ts'

/** What was taken back meanwhile is told by no cache for longer. */
export const FOR_A_MOMENT = 'public, max-age=1'

/** What cannot be a stream's id is a stream nobody knows. */
export async function withStream(
  id: string,
  reply: FastifyReply,
  work: (stream: StreamId) => Promise<FastifyReply>,
): Promise<void> {
  const stream = parseStreamId(id)
  await (stream ? work(stream) : sendRefusal(reply, { why: 'unknownStream' }))
}
