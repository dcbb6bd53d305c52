// What moderators do: take back messages and give them back, mute, erase; and what operators
// set and see of the past.

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { type MessageId, parseViewerId, type RoomId, type ViewerId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { parseStreamId } from '../engine/stream-id.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import type { AdminDeps } from './deps.ts'
import {
  AimBody,
  DoneAnswer,
  ErasedAnswer,
  JobsAnswer,
  MuteBody,
  MutedAnswer,
  ShiftBody,
} from './moderation-schemas.ts'
import { listMuted, mute, unmute } from './mute.ts'
import { answerRoom, BAD_VIEWER, KEYED } from './room-route.ts'
import { type Aim, erase, giveBack, shiftStream, takeBack } from './take-back.ts'

const ROOM = '/admin/v1/rooms/:room'
const ViewerParams = Type.Object({ viewer: Type.String() })
const RoomViewerParams = Type.Object({ ...RoomParams.properties, ...ViewerParams.properties })
const RoomStreamParams = Type.Object({ ...RoomParams.properties, stream: Type.String() })
const PageQuery = Type.Object({
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
const PAGE = 100

export function moderationRoutes(app: Server, deps: AdminDeps): void {
  recallRoutes(app, deps)
  muteRoutes(app, deps)
  eraseRoute(app, deps)
  pastRoutes(app, deps)
}

function recallRoutes(app: Server, deps: AdminDeps): void {
  const turns = [
    ['recall', 'Take back messages, or all that somebody said', takeBack],
    ['restore', 'Show again what was taken back', giveBack],
  ] as const
  for (const [word, summary, turn] of turns)
    app.post(
      `${ROOM}/${word}`,
      { schema: { ...about(summary, DoneAnswer), params: RoomParams, body: AimBody } },
      (request, reply) =>
        answerRoom(request.params.room, reply, async room => {
          const aim = aimOf(room, request.body, deps.now())
          return 'why' in aim ? aim : turn(deps, aim)
        }),
    )
}

function muteRoutes(app: Server, deps: AdminDeps): void {
  const schema = { ...about('Who may not speak here', MutedAnswer), params: RoomParams }
  app.get(`${ROOM}/muted`, { schema }, (request, reply) =>
    answerRoom(request.params.room, reply, room => listMuted(deps, room)),
  )
  const one = { ...about('Mute somebody for a while', MutedAnswer), params: RoomViewerParams }
  app.put(`${ROOM}/muted/:viewer`, { schema: { ...one, body: MuteBody } }, (request, reply) =>
    answerViewer(request.params, reply, (room, viewer) => {
      const { forMs, hides = false } = request.body
      return mute(deps, room, { viewer, forMs, hides })
    }),
  )
  const un = { ...about('Let somebody speak again', MutedAnswer), params: RoomViewerParams }
  app.delete(`${ROOM}/muted/:viewer`, { schema: un }, (request, reply) =>
    answerViewer(request.params, reply, (room, viewer) => unmute(deps, room, viewer)),
  )
}

function eraseRoute(app: Server, deps: AdminDeps): void {
  const summary = 'Erase a person: everything they ever said, everywhere, for good'
  const schema = { ...about(summary, ErasedAnswer), params: ViewerParams }
  app.delete('/admin/v1/viewers/:viewer', { schema }, async (request, reply) => {
    const person = parseViewerId(request.params.viewer)
    await reply.send(person ? await erase(deps, person) : sendRefusal(reply, BAD_VIEWER))
  })
}

function pastRoutes(app: Server, deps: AdminDeps): void {
  const shift = about('Where in the video comments are shown', DoneAnswer)
  app.put(
    `${ROOM}/streams/:stream/shift`,
    { schema: { ...shift, params: RoomStreamParams, body: ShiftBody } },
    (request, reply) =>
      answerRoom(request.params.room, reply, async room => {
        const stream = parseStreamId(request.params.stream)
        if (!stream) return { why: 'unknownStream' }
        return shiftStream(deps, { room, stream, shiftMs: request.body.shiftMs })
      }),
  )
  const jobs = { ...about('What is done later, newest first', JobsAnswer), querystring: PageQuery }
  app.get('/admin/v1/jobs', { schema: jobs }, async ({ query: { offset = 0, limit = PAGE } }) => ({
    jobs: await deps.jobs.list({ offset, limit }),
  }))
}

function aimOf(
  room: RoomId,
  { stream: id, messages, viewer }: Type.Static<typeof AimBody>,
  until: number,
): Aim | Refused {
  const stream = id === undefined ? undefined : parseStreamId(id)
  if (id !== undefined && !stream) return { why: 'unknownStream' }
  if ((messages === undefined) === (viewer === undefined))
    return { why: 'badValue', detail: 'either messages or a viewer' }
  if (messages) {
    return { room, stream, target: { of: 'messages', messages: messages as MessageId[] } }
  }
  const sender = parseViewerId(viewer)
  return sender ? { room, stream, target: { of: 'sender', sender, until } } : BAD_VIEWER
}

function answerViewer(
  { room: name, viewer: id }: { readonly room: string; readonly viewer: string },
  reply: FastifyReply,
  work: (room: RoomId, viewer: ViewerId) => Promise<object | Refused>,
): Promise<void> {
  return answerRoom(name, reply, async room => {
    const viewer = parseViewerId(id)
    return viewer ? work(room, viewer) : BAD_VIEWER
  })
}

function about(summary: string, answer: Type.TSchema) {
  return { tags: ['moderator'], summary, security: KEYED, response: { 200: answer, ...REFUSED } }
}
