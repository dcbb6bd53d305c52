// The same without WebSocket, for who sits behind something that does not let one through:
// `GET /v1/rooms/{room}/poll` brings the frames that a socket would have brought, and
// `POST /v1/rooms/{room}/send` takes those that it would have taken. The first poll opens a
// session, with the ticket and the cursor that a handshake would have had.

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { Refused } from '../../engine/refusal.ts'
import { REFUSED, sendRefusal } from '../../http/refuse.ts'
import { RoomParams } from '../../http/room-params.ts'
import type { Server } from '../../http/server.ts'
import type { Admitted, Knock } from '../door.ts'
import type { Transport, TransportListener } from '../transport.ts'
import type { PollAnswer } from './poll-transport.ts'
import { type Poller, Pollers } from './pollers.ts'

/** All that a client may have to say after a cut: 60 frames, most of them short. */
const BODY_BYTES = 262_144
/** An edge takes 20 frames a second of one client; a poll is one. */
/** RFC 6455, 7.4.1: what was to be done is done. */
const NORMAL = 1000
const TOO_FAST: Refused = { why: 'tooFast', retryMs: 1_000 }
const NO_SESSION: Refused = { why: 'noTicket', detail: 'session: the first poll answers with it' }
const NOT_HERE: Refused = { why: 'notHere', detail: 'session: poll anew, with ticket and cursor' }
const BAD_AFTER: Refused = { why: 'badValue', detail: 'after: no frame has had this number' }

const Session = Type.String({ description: 'What the first poll answered' })

const POLL = {
  tags: ['viewers'],
  summary: 'Live, without WebSocket',
  description:
    'The frames of the WebSocket, as a list. The first poll is let in by ticket, and by cursor to go on from there; it opens a session. Answers at once when there is something, else as soon as there is, or after waitMs.',
  params: RoomParams,
  querystring: Type.Object({
    ticket: Type.Optional(Type.String({ description: 'Of the first poll' })),
    cursor: Type.Optional(
      Type.String({ description: 'Where to go on from; later, how far you have read' }),
    ),
    session: Type.Optional(Session),
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'The `after` of the answer that came last: so far nothing is told again',
      }),
    ),
    waitMs: Type.Optional(Type.Integer({ minimum: 0, description: 'edge.pollWaitMs at most' })),
  }),
  response: {
    200: Type.Unsafe<Buffer>({
      type: 'object',
      required: ['session', 'after', 'frames'],
      properties: {
        session: { type: 'string' },
        after: { type: 'integer' },
        frames: { type: 'array', items: {} },
        closed: {
          type: 'object',
          properties: { code: { type: 'integer' }, text: { type: 'string' } },
        },
      },
    }),
    ...REFUSED,
  },
}
const SEND = {
  tags: ['viewers'],
  summary: 'What a WebSocket would take',
  description:
    'A frame, or a list of frames. They are answered as on a WebSocket, by frames: the next poll brings them.',
  params: RoomParams,
  querystring: Type.Object({
    session: Type.Optional(Session),
    close: Type.Optional(
      Type.Boolean({ description: 'These are its last words, as when a WebSocket is closed' }),
    ),
  }),
  body: Type.Unknown(),
  response: { 202: Type.Object({ taken: Type.Integer() }), ...REFUSED },
}

/** As much of an edge as is asked. */
export type PolledEdge = {
  admit(knock: Knock): Promise<Admitted | Refused>
  enter(admitted: Admitted, transport: Transport): TransportListener
}

/** @param mostWaitMs no poll waits longer */
export function takePolls(app: Server, edge: PolledEdge, mostWaitMs: number): Pollers {
  const pollers = new Pollers((admitted, transport) => edge.enter(admitted, transport))
  app.get(
    '/v1/rooms/:room/poll',
    { schema: POLL, exposeHeadRoute: false },
    async (request, reply) => {
      const { room } = request.params
      const { session, after = 0, waitMs = mostWaitMs, ticket, cursor } = request.query
      const poller =
        session === undefined
          ? await knock(edge, pollers, { room, ticket, cursor })
          : again(pollers.get(session, room), cursor)
      if ('why' in poller) return sendRefusal(reply, poller)
      const from = session === undefined ? 0 : after
      const answer = poller.transport.poll(from, Math.min(waitMs, mostWaitMs))
      return answer ? tell(reply, poller, await answer) : sendRefusal(reply, BAD_AFTER)
    },
  )
  app.post(
    '/v1/rooms/:room/send',
    { schema: SEND, bodyLimit: BODY_BYTES },
    async (request, reply) => {
      const { session, close = false } = request.query
      if (session === undefined) return sendRefusal(reply, NO_SESSION)
      const poller = pollers.get(session, request.params.room)
      if (!poller?.transport.isOpen) return sendRefusal(reply, NOT_HERE)
      const taken = hear(poller, request.body)
      if (close) hangUp(poller)
      return reply.code(202).send({ taken })
    },
  )
  app.addHook('onClose', async () => pollers.stop())
  return pollers
}

type Knocked = {
  readonly room: string
  readonly ticket: string | undefined
  readonly cursor: string | undefined
}

async function knock(
  edge: PolledEdge,
  pollers: Pollers,
  knocked: Knocked,
): Promise<Poller | Refused> {
  const admitted = await edge.admit({ ...knocked, protocols: undefined })
  return 'why' in admitted ? admitted : pollers.come(admitted)
}

/** A poll is a sign of life, and is paced like any. */
function again(poller: Poller | undefined, cursor: string | undefined): Poller | Refused {
  if (!poller) return NOT_HERE
  if (!poller.transport.isOpen) return poller // its last words
  return poller.listener.heardControl(cursor) ? poller : TOO_FAST
}

/** @returns how many were heard: a client may be sent away in the middle of what it says */
function hear({ transport, listener }: Poller, body: unknown): number {
  const frames: readonly unknown[] = Array.isArray(body) ? body : [body]
  let taken = 0
  for (const frame of frames) {
    if (!transport.isOpen) break
    listener.heard(Buffer.from(JSON.stringify(frame ?? null)))
    taken++
  }
  return taken
}

/** Nobody is there for last words of ours. */
function hangUp({ transport }: Poller): void {
  transport.end(NORMAL, '')
  transport.cutOff()
}

/** The frames are JSON already: they are joined, and not made again. */
function tell(reply: FastifyReply, { id }: Poller, answer: PollAnswer): FastifyReply {
  const { after, frames, closed } = answer
  const pieces: Buffer[] = [Buffer.from(`{"session":"${id}","after":${after},"frames":[`)]
  for (const [n, frame] of frames.entries()) pieces.push(...(n > 0 ? [COMMA, frame] : [frame]))
  pieces.push(Buffer.from(closed ? `],"closed":${JSON.stringify(closed)}}` : ']}'))
  return reply
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(Buffer.concat(pieces))
}

const COMMA = Buffer.from(',')
