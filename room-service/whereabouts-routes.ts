// Edges, and where somebody is, as operators ask for them.

import Type from 'typebox'
import { parseViewerId } from '../engine/ids.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import { Tally } from './admin-schemas.ts'
import type { AdminDeps } from './deps.ts'
import { answerRoom, BAD_VIEWER, KEYED } from './room-route.ts'
import { viewEdges, whereInRoom, whereIs } from './whereabouts.ts'

const ViewerParams = Type.Object({ viewer: Type.String() })
const RoomViewerParams = Type.Object({ ...RoomParams.properties, ...ViewerParams.properties })
const OnEdges = Type.Array(Type.Object({ edge: Type.String(), connections: Type.Integer() }))

const EdgesAnswer = Type.Object({
  epoch: Type.Integer({ description: 'Grows whenever the set of those that serve changes' }),
  edges: Type.Array(
    Type.Object({
      id: Type.String(),
      url: Type.String(),
      region: Type.String(),
      labels: Type.Array(Type.String()),
      capacity: Type.Integer({ description: 'The most clients it takes' }),
      state: Type.Enum(['joining', 'serving', 'draining']),
      load: Type.Object({
        connections: Type.Integer(),
        rooms: Type.Integer(),
        bytesPerSecond: Type.Number({ description: 'Written to viewers' }),
        loopDelayMs: Type.Number({ description: 'How late its event loop is, at worst, of late' }),
        ladder: Type.Optional(
          Type.Object(
            {
              step: Type.Integer({ description: 'What the strain on the edge asks for' }),
              rooms: Type.Record(Type.String(), Type.Integer()),
            },
            { description: 'Steps of the degradation ladder: its own, and of rooms on another' },
          ),
        ),
      }),
      told: Type.Optional(Type.Object(Tally, { description: 'Of all its rooms, as it counts' })),
    }),
  ),
})
const InRoomAnswer = Type.Object({
  room: Type.String(),
  viewer: Type.String(),
  isHere: Type.Boolean(),
  edges: OnEdges,
})
const RoomsOfAnswer = Type.Object({
  viewer: Type.String(),
  rooms: Type.Array(Type.Object({ room: Type.String(), edges: OnEdges })),
  more: Type.Boolean({ description: 'There are more than are told' }),
})

export function whereaboutsRoutes(app: Server, deps: AdminDeps): void {
  const edges = about('The edges that are up: where, how big, in what state, how busy', EdgesAnswer)
  app.get('/admin/v1/edges', { schema: edges }, () => viewEdges(deps))
  const one = about('Whether somebody is in a room, and by which edges', InRoomAnswer)
  app.get(
    '/admin/v1/rooms/:room/members/:viewer',
    { schema: { ...one, params: RoomViewerParams } },
    (request, reply) =>
      answerRoom(request.params.room, reply, async room => {
        const viewer = parseViewerId(request.params.viewer)
        return viewer ? whereInRoom(deps, room, viewer) : BAD_VIEWER
      }),
  )
  const rooms = about('The rooms somebody is in, and by which edges', RoomsOfAnswer)
  app.get(
    '/admin/v1/viewers/:viewer',
    { schema: { ...rooms, params: ViewerParams } },
    async (request, reply) => {
      const viewer = parseViewerId(request.params.viewer)
      return viewer ? whereIs(deps, viewer) : sendRefusal(reply, BAD_VIEWER)
    },
  )
}

function about(summary: string, answer: Type.TSchema) {
  return { tags: ['operator'], summary, security: KEYED, response: { 200: answer, ...REFUSED } }
}
