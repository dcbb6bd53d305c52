// Opening and closing a room's stream, with the application's key; asking is free.

import type { FastifyReply } from 'fastify'
import type { RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import type { OpenStream } from '../engine/room.ts'
import { openedAt } from '../engine/stream-id.ts'
import { requireKey } from '../http/keys.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import type { RoomServiceDeps } from './deps.ts'
import { AlreadyOpen, StreamAnswer } from './public-schemas.ts'
import type { RoomRecords } from './room-records.ts'
import { answerRoom, KEYED, withRoom } from './room-route.ts'
import { closeStream, openStream, pauseStream } from './stream.ts'

const URL = '/v1/rooms/:room/stream'
const TURNS = {
  pause: 'The stream stands still: its video has no such time; again is fine',
  resume: 'The stream goes on; again is fine',
}
const ABOUT = { params: RoomParams, tags: ['application'] }

type Deps = RoomServiceDeps & { readonly records: Pick<RoomRecords, 'forget'> }

export function streamRoutes(app: Server, deps: Deps): void {
  const onRequest = requireKey(deps.options.applicationKey)
  const keyed = { ...ABOUT, security: KEYED }

  const opening = { 201: StreamAnswer, 409: AlreadyOpen, ...REFUSED }
  const opens = { ...keyed, summary: 'Open a new stream', response: opening }
  app.post(URL, { onRequest, schema: opens }, (request, reply) =>
    withRoom(request.params.room, reply, room => open(deps, room, reply)),
  )

  const answering = { 200: StreamAnswer, ...REFUSED }
  const closes = { ...keyed, summary: 'Close the stream; again is fine', response: answering }
  app.delete(URL, { onRequest, schema: closes }, (request, reply) =>
    answerRoom(request.params.room, reply, room => close(deps, room)),
  )

  for (const [word, summary] of Object.entries(TURNS)) {
    const schema = { ...keyed, summary, response: answering }
    app.post(`${URL}/${word}`, { onRequest, schema }, (request, reply) =>
      answerRoom(request.params.room, reply, room => turn(deps, room, word === 'pause')),
    )
  }

  const tells = { ...ABOUT, summary: 'The stream that is on, or was last', response: answering }
  app.get(URL, { schema: tells }, (request, reply) =>
    answerRoom(request.params.room, reply, room => tell(deps, room)),
  )
}

async function open(deps: Deps, room: RoomId, reply: FastifyReply): Promise<FastifyReply> {
  const { stream, changed } = await openStream(deps, room)
  deps.records.forget(room)
  const answer = streamAnswer(stream, deps.now())
  return changed ? reply.code(201).send(answer) : sendRefusal(reply, { why: 'alreadyOpen' }, answer)
}

async function close(deps: Deps, room: RoomId): Promise<StreamAnswer | Refused> {
  const turned = await closeStream(deps, room)
  deps.records.forget(room)
  return turned ? streamAnswer(turned.stream, deps.now()) : { why: 'unknownRoom' }
}

async function turn(
  deps: RoomServiceDeps,
  room: RoomId,
  pauses: boolean,
): Promise<StreamAnswer | Refused> {
  const turned = await pauseStream(deps, room, pauses)
  if (turned) return streamAnswer(turned.stream, deps.now())
  return { why: (await deps.settings.get(room))?.stream ? 'closed' : 'unknownRoom' }
}

async function tell(deps: RoomServiceDeps, room: RoomId): Promise<StreamAnswer | Refused> {
  const stream = (await deps.settings.get(room))?.stream
  return stream ? streamAnswer(stream, deps.now()) : { why: 'unknownRoom' }
}

function streamAnswer({ id, closedAt, pausedAt }: OpenStream, now: number): StreamAnswer {
  return {
    stream: id,
    openedAt: openedAt(id),
    now,
    open: closedAt === undefined,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
  }
}
