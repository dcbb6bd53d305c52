// The room service's public face: joining, and what the application does with its key.

import { hasKey, requireKey } from '../http/keys.ts'
import { REFUSED } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import { makeTokenReader } from './application-token.ts'
import type { RoomServiceDeps } from './deps.ts'
import { type JoinDeps, joinRoom } from './join.ts'
import { KnownEdges } from './known-edges.ts'
import { Openings } from './openings.ts'
import { JoinBody, Joined, MessagesAnswer, MessagesBody } from './public-schemas.ts'
import { answerRoom, KEYED } from './room-route.ts'
import { RoomWidths } from './room-widths.ts'
import { speak } from './speak.ts'
import { streamRoutes } from './stream-routes.ts'

export async function roomServiceRole(app: Server, deps: RoomServiceDeps): Promise<void> {
  const { applicationKey, roomsPerGuest, viewersPerEdge } = deps.options
  const readToken = makeTokenReader(applicationKey)
  joinRoute(app, {
    ...deps,
    readToken,
    openings: new Openings(roomsPerGuest),
    knownEdges: new KnownEdges(deps.edges, deps.now),
    widths: new RoomWidths(deps.members, viewersPerEdge, deps.now),
  })
  streamRoutes(app, deps)
  messagesRoute(app, deps)
}

function joinRoute(app: Server, deps: JoinDeps): void {
  const key = deps.options.applicationKey
  app.post(
    '/v1/rooms/:room/join',
    {
      schema: {
        tags: ['viewers'],
        summary: 'Be let into a room',
        description:
          'With the application’s key, viewer, role and level are believed. Without it, a token of the application or an earlier ticket says who comes; else it is a guest.',
        params: RoomParams,
        body: JoinBody,
        response: { 200: Joined, ...REFUSED },
      },
    },
    async (request, reply) => {
      const withKey = hasKey(request, key)
      // A key that does not fit is a mistake that its owner wants to hear of.
      const wrongKey = request.headers.authorization !== undefined && !withKey
      const { body: claimed, ip: address } = request
      await answerRoom(request.params.room, reply, async room =>
        wrongKey ? { why: 'badKey' } : joinRoom(deps, { room, claimed, withKey, address }),
      )
    },
  )
}

function messagesRoute(app: Server, deps: RoomServiceDeps): void {
  app.post(
    '/v1/rooms/:room/messages',
    {
      onRequest: requireKey(deps.options.applicationKey),
      schema: {
        tags: ['application'],
        summary: 'Say something in a room: gifts, notices, any kind, any priority',
        security: KEYED,
        params: RoomParams,
        body: MessagesBody,
        response: { 200: MessagesAnswer, ...REFUSED },
      },
    },
    (request, reply) =>
      answerRoom(request.params.room, reply, room => speak(deps, room, request.body.messages)),
  )
}
