// The edge's public face: `GET /v1/rooms/{room}/ws`.
//
// The WebSocket plugin is given the bounds that ws leaves open. Compression is not
// negotiated: a room's frame is written as it is to every socket (raw-frame.ts).

import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { WebSocket } from 'ws'
import { SUBPROTOCOL } from '../engine/wire/frames.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import { type Admitted, admit, type CheckTicket, ticketIn } from './admission.ts'
import type { Edge } from './edge.ts'
import { breaksProtocol } from './session.ts'

/** Above this ws closes with 1009 by itself; up to it a frame that is too long gets an answer. */
const MAX_PAYLOAD_BYTES = 64 * 1_024
/** A frame of 4 KiB has no business in more pieces; ws allows 131,072 by default. */
const MAX_FRAGMENTS = 16
/** How long a peer may take to answer a close before it is cut off; until then it is counted. */
const CLOSE_MS = 2_000

const SOCKETS = {
  maxPayload: MAX_PAYLOAD_BYTES,
  maxFragments: MAX_FRAGMENTS,
  perMessageDeflate: false,
  autoPong: false, // the edge answers, as fast as a viewer may send frames and no faster
  closeTimeout: CLOSE_MS,
  handleProtocols: () => SUBPROTOCOL, // who offers others alone was refused at the door
}

const ABOUT = {
  tags: ['viewers'],
  summary: 'Live, over WebSocket',
  description:
    'Subprotocol barrage.v1; the ticket of a join as a second subprotocol, ticket.<ticket>, or in the address. The frames are in docs/protocol.md.',
  params: RoomParams,
  querystring: Type.Object({
    ticket: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ description: 'Where to go on from' })),
  }),
  response: REFUSED,
}
type Door = {
  Params: Type.Static<typeof ABOUT.params>
  Querystring: Type.Static<typeof ABOUT.querystring>
}

export async function edgeRole(
  app: FastifyInstance,
  { edge, check }: { readonly edge: Edge; readonly check: CheckTicket },
): Promise<void> {
  await app.register(websocket, {
    options: SOCKETS,
    errorHandler: brokenSocket,
    preClose: done => done(), // the edge says goodbye to its viewers itself: `Edge.stop`
  })

  const admitted = new WeakMap<FastifyRequest['raw'], Admitted>()
  app.route<Door>({
    method: 'GET',
    url: '/v1/rooms/:room/ws',
    schema: ABOUT,
    preValidation: async (request, reply) => {
      const { params, query, headers } = request
      const protocols = headers['sec-websocket-protocol']
      const ticket = query.ticket ?? ticketIn(protocols)
      const knock = { room: params.room, protocols, ticket, cursor: query.cursor }
      const answer = await admit(knock, edge, check)
      if ('why' in answer) return sendRefusal(reply, answer)
      admitted.set(request.raw, answer)
    },
    wsHandler: (socket, request) => {
      const { held, claims, cursor } = admitted.get(request.raw) as Admitted
      const { viewer: id, ...rest } = claims
      edge.enter(held, socket, { id, ...rest }, cursor)
    },
    handler: (_request, reply) =>
      sendRefusal(reply, { why: 'malformed', detail: 'this address speaks WebSocket' }),
  })
}

/**
 * A frame that breaks the protocol is its sender's mistake, and ws has told it the code it is
 * closed with; cutting it off here would lose that. What is not about frames is ours.
 */
function brokenSocket(
  error: Error & { code?: string },
  socket: WebSocket,
  request: FastifyRequest,
) {
  if (breaksProtocol(error) || error.code === 'ECONNRESET') return
  request.log.error({ err: error }, 'a WebSocket failed')
  socket.terminate()
}
