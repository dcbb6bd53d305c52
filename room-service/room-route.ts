// What the routes of a room have in common: the name in the path, and how their schemas say
// what may come back.

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { parseRoomId, type RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { sendRefusal } from '../http/refuse.ts'

/** What a message's kind may be called. */
export const KIND = '^[a-z][a-z0-9-]{0,15}$'

/** Names are looked at by `parseRoomId`, so that a bad one has a refusal of its own. */
export const RoomParams = Type.Object({
  room: Type.String({ description: '1 to 64 of A–Z a–z 0–9 _ . -' }),
})

/** One of a room's lanes. */
export const LaneParams = Type.Object({
  ...RoomParams.properties,
  kind: Type.String({ pattern: KIND, description: 'danmaku, gift, like …' }),
})

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
