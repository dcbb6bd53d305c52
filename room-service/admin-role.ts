// The admin API: what operators see and change. On a port of its own, with the operator's key.

import Type from 'typebox'
import { validateQuota } from '../engine/downlink/quota.ts'
import type { Gear } from '../engine/ingest/gear.ts'
import { laneOf } from '../engine/partition.ts'
import type { RoomSettings } from '../engine/room.ts'
import { requireKey } from '../http/keys.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import {
  InForceAnswer,
  MembersAnswer,
  PinnedAnswer,
  RoomAnswer,
  RoomsAnswer,
} from './admin-schemas.ts'
import { changeRoom } from './change.ts'
import type { AdminDeps } from './deps.ts'
import { EdgesAnswer, viewEdges } from './edges-view.ts'
import { moderationRoutes } from './moderation-routes.ts'
import { answerRoom, KEYED, LaneParams } from './room-route.ts'
import { viewMembers, viewRoom, viewRooms } from './room-view.ts'
import { GearBody, PrioritiesBody, QuotaBody, SettingsBody } from './settings-schemas.ts'

const ROOM = '/admin/v1/rooms/:room'
const Limit = Type.Integer({ minimum: 1, maximum: 500 })
const RoomsQuery = Type.Object({ after: Type.Optional(Type.String()), limit: Type.Optional(Limit) })
const MembersQuery = Type.Object({
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Limit),
})
/** A screenful. */
const PAGE = 100

export async function adminRole(app: Server, deps: AdminDeps): Promise<void> {
  // In a scope of its own: whatever else this port serves needs no key of ours.
  await app.register(async routes => {
    routes.addHook('onRequest', requireKey(deps.operatorKey))
    viewRoutes(routes, deps)
    changeRoutes(routes, deps)
    pinRoute(routes, deps)
    moderationRoutes(routes, deps)
  })
}

function viewRoutes(app: Server, deps: AdminDeps): void {
  app.get(
    '/admin/v1/rooms',
    {
      schema: {
        ...about('The rooms, in order of their names', RoomsAnswer),
        querystring: RoomsQuery,
      },
    },
    async ({ query: { after, limit = PAGE } }, reply) => {
      const page = await viewRooms(deps, { after, limit })
      return 'why' in page ? sendRefusal(reply, page) : page
    },
  )
  app.get('/admin/v1/edges', { schema: about('The edges, and their load', EdgesAnswer) }, () =>
    viewEdges(deps),
  )
  app.get(
    ROOM,
    { schema: aboutRoom('A room, with its lanes and counts', RoomAnswer) },
    (request, reply) => answerRoom(request.params.room, reply, room => viewRoom(deps, room)),
  )
  app.get(
    `${ROOM}/members`,
    {
      schema: {
        ...aboutRoom('Who is here, newest first', MembersAnswer),
        querystring: MembersQuery,
      },
    },
    (request, reply) => {
      const { offset = 0, limit = PAGE } = request.query
      return answerRoom(request.params.room, reply, room =>
        viewMembers(deps, room, { offset, limit }),
      )
    },
  )
}

function changeRoutes(app: Server, deps: AdminDeps): void {
  app.put(
    `${ROOM}/quota`,
    { schema: { ...aboutRoom('How much viewers are shown', InForceAnswer), body: QuotaBody } },
    (request, reply) =>
      answerRoom(request.params.room, reply, async room => {
        const quota = validateQuota(request.body)
        return 'why' in quota ? quota : changeRoom(deps, room, { quota })
      }),
  )
  app.put(
    `${ROOM}/priorities`,
    {
      schema: {
        ...aboutRoom('The rules that give priorities', InForceAnswer),
        body: PrioritiesBody,
      },
    },
    (request, reply) =>
      answerRoom(request.params.room, reply, room =>
        changeRoom(deps, room, { priorities: request.body }),
      ),
  )
  app.put(
    `${ROOM}/settings`,
    { schema: { ...aboutRoom('Everything else of a room', InForceAnswer), body: SettingsBody } },
    (request, reply) =>
      answerRoom(request.params.room, reply, room =>
        changeRoom(deps, room, request.body as Partial<RoomSettings>),
      ),
  )
}

/** In force with the ingest worker's next look at the lane, a tenth of a second away. */
function pinRoute(app: Server, { lanes }: AdminDeps): void {
  const about = aboutRoom('The gear a lane is kept in', PinnedAnswer)
  const schema = { ...about, params: LaneParams, body: GearBody }
  app.put(`${ROOM}/lanes/:kind/gear`, { schema }, (request, reply) =>
    answerRoom(request.params.room, reply, async room => {
      const { kind } = request.params
      const pinned = request.body.gear as Gear | null
      await lanes.pin(laneOf(room, kind), pinned ?? undefined)
      return { room, kind, pinned }
    }),
  )
}

function about(summary: string, answer: Type.TSchema) {
  return { tags: ['operator'], summary, security: KEYED, response: { 200: answer, ...REFUSED } }
}

function aboutRoom(summary: string, answer: Type.TSchema) {
  return { ...about(summary, answer), params: RoomParams }
}
