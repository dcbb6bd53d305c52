// What the routes of a room have in common: the name in the path is read once, a bad one is
// refused, and what comes of it is the answer or a refusal.

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { parseRoomId, type RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'

/** What a message's kind may be called. */
export const KIND = '^[a-z][a-z0-9-]{0,15}$'

/** One of a room's lanes. */
export const LaneParams = Type.Object({
  ...RoomParams.properties,
  kind: Type.String({ pattern: KIND, description: 'danmaku, gift, like …' }),
})

export const BAD_VIEWER: Refused = {
  why: 'badValue',
  detail: 'viewer: 1 to 64 of A–Z a–z 0–9 _ . -',
}

export const KEYED = [{ key: [] }]

/** Answers with what `work` gives for the room, or with its refusal. */
export async function answerRoom(
  name: string,
  reply: FastifyReply,
  work: (room: RoomId) => Promise<object | Refused>,
): Promise<void> {
  await withRoom(name, reply, async room => {
    const answer = await work(room)
    return isRefused(answer) ? sendRefusal(reply, answer) : reply.send(answer)
  })
}

/** For what answers by itself. */
export async function withRoom(
  name: string,
  reply: FastifyReply,
  work: (room: RoomId) => Promise<FastifyReply>,
): Promise<void> {
  const room = parseRoomId(name)
  await (room ? work(room) : sendRefusal(reply, { why: 'badRoom' }))
}

function isRefused(answer: object): answer is Refused {
  return 'why' in answer
}
