// The edge's public face: `GET /v1/rooms/{room}/ws`, and the same by polls (polling/routes.ts).
//
// The route is there for the API's description and for who asks without a WebSocket; the
// WebSockets themselves are taken from the server before it (websocket/upgrades.ts).

import Type from 'typebox'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import type { Edge } from './edge.ts'
import type { Pollers } from './polling/pollers.ts'
import { takePolls } from './polling/routes.ts'
import { takeUpgrades } from './websocket/upgrades.ts'

const ABOUT = {
  tags: ['viewers'],
  summary: 'Live, over WebSocket',
  description:
    'Subprotocol barrage.v1; the ticket of a join as a second subprotocol, ticket.<ticket>, or in the address. permessage-deflate is agreed to, without context takeover. The frames are in docs/protocol.md.',
  params: RoomParams,
  querystring: Type.Object({
    ticket: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ description: 'Where to go on from' })),
  }),
  response: REFUSED,
}
const NOT_THIS_WAY = { why: 'malformed', detail: 'this address speaks WebSocket' } as const

export type EdgeRoleParts = {
  /** No poll waits longer. */
  readonly mostWaitMs: number
  /** A failure nobody else was told of: to be logged. */
  readonly fault: (failure: unknown) => void
}

/** @returns who polls, for the metrics */
export function edgeRole(app: Server, edge: Edge, { mostWaitMs, fault }: EdgeRoleParts): Pollers {
  app.get('/v1/rooms/:room/ws', { schema: ABOUT }, async (request, reply) => {
    const { room } = request.params
    const { ticket, cursor } = request.query
    const admitted = await edge.admit({ room, ticket, cursor, protocols: undefined })
    return sendRefusal(reply, 'why' in admitted ? admitted : NOT_THIS_WAY)
  })
  app.get('/v1/edge', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return edge.identity
  })
  const stop = takeUpgrades(app, {
    admit: knock => edge.admit(knock),
    enter: (admitted, transport) => edge.enter(admitted, transport),
    fault,
  })
  app.addHook('onClose', async () => stop())
  return takePolls(app, edge, mostWaitMs)
}
