// The replay role's public face: `/v1/replay/{stream}…`, which streams a room has had, and what
// is imported from elsewhere.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseRoomId } from '../engine/ids.ts'
import { sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import { NO_PAGE, type Server } from '../http/server.ts'
import { commentsRoute } from './comments-route.ts'
import type { ReplayDeps } from './deps.ts'
import { importRoutes } from './import-routes.ts'
import { sendPacked } from './packed.ts'
import {
  about,
  CommentAnswer,
  CommentBody,
  DensityAnswer,
  DensityQuery,
  LatestAnswer,
  ManifestAnswer,
  SegmentAnswer,
  SegmentParams,
  SegmentQuery,
  StreamParams,
  StreamsAnswer,
  StreamsQuery,
} from './schemas.ts'
import { FOR_A_MOMENT, withStream } from './stream-route.ts'
import { type Told, tellDensity, tellHead, tellLatest, tellManifest } from './tell.ts'

const NO_SNIFFING = { 'x-content-type-options': 'nosniff' }
const IMMUTABLE = { 'cache-control': 'public, max-age=31536000, immutable', ...NO_SNIFFING }
const STREAMS = 20
const STEP_MS = 10_000

export async function replayRole(app: Server, deps: ReplayDeps): Promise<void> {
  streamRoutes(app, deps)
  densityRoute(app, deps)
  segmentRoute(app, deps)
  commentsRoute(app, deps)
  commentRoute(app, deps)
  roomRoute(app, deps)
  importRoutes(app, deps)
}

function streamRoutes(app: Server, deps: ReplayDeps): void {
  const params = StreamParams
  app.get(
    '/v1/replay/:stream',
    { schema: { ...about('A stream’s parts', ManifestAnswer), params } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream =>
        answer(request, reply, await tellManifest(deps, stream)),
      ),
  )
  app.get(
    '/v1/replay/:stream/latest',
    {
      schema: { ...about('A stream’s newest settled segments', LatestAnswer), params },
      config: NO_PAGE,
    },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream =>
        answer(request, reply.headers(NO_SNIFFING), await tellLatest(deps, stream)),
      ),
  )
  app.get(
    '/v1/replay/:stream/head',
    { schema: { ...about('The newest of a stream that is on', SegmentAnswer), params } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream =>
        answer(request, reply, await tellHead(deps, stream)),
      ),
  )
}

function densityRoute(app: Server, deps: ReplayDeps): void {
  const schema = {
    ...about('How much was said when, and what the peaks are about', DensityAnswer),
    params: StreamParams,
  }
  app.get(
    '/v1/replay/:stream/density',
    { schema: { ...schema, querystring: DensityQuery }, attachValidation: true },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream => {
        const { validationError, query } = request
        if (validationError)
          return sendRefusal(reply, { why: 'badRange', detail: validationError.message })
        const { stepMs = STEP_MS } = query
        return answer(request, reply, await tellDensity(deps, { stream, stepMs }))
      }),
  )
}

function segmentRoute(app: Server, { segments }: ReplayDeps): void {
  const schema = { ...about('A part of a stream', SegmentAnswer), params: SegmentParams }
  app.get(
    '/v1/replay/:stream/segments/:generation/:range',
    { schema: { ...schema, querystring: SegmentQuery }, attachValidation: true, config: NO_PAGE },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream => {
        const { validationError, params, query } = request
        if (validationError)
          return sendRefusal(reply, { why: 'badRange', detail: validationError.message })
        const { generation, range } = params
        const [from = 0, to = 0] = range.split('-').map(Number)
        const asked = { stream, generation, from, to, limit: query.limit }
        const found = segments.here(asked) ?? (await segments.get(asked))
        if ('why' in found) return sendRefusal(reply, found)
        reply.headers({ ...IMMUTABLE, 'x-barrage-layer': found.layer })
        return sendPacked(request, reply, found.answer)
      }),
  )
}

function commentRoute(app: Server, { playhead }: ReplayDeps): void {
  const schema = { ...about('Comment at the playhead', CommentAnswer), params: StreamParams }
  app.post(
    '/v1/replay/:stream/comments',
    { schema: { ...schema, body: CommentBody } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream => {
        const { cid } = request.body
        const said = await playhead.say(stream, request.body)
        return 'why' in said ? sendRefusal(reply, said) : reply.send({ cid, id: said.id })
      }),
  )
}

function roomRoute(app: Server, { archive }: ReplayDeps): void {
  const schema = { ...about('A room’s streams, newest first', StreamsAnswer), params: RoomParams }
  app.get(
    '/v1/rooms/:room/streams',
    { schema: { ...schema, querystring: StreamsQuery } },
    async (request, reply) => {
      const room = parseRoomId(request.params.room)
      if (!room) return sendRefusal(reply, { why: 'badRoom' })
      const streams = await archive.streams(room, request.query.limit ?? STREAMS)
      return reply.header('cache-control', FOR_A_MOMENT).send({ streams })
    },
  )
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  told: Told,
): Promise<FastifyReply> {
  if ('why' in told) return sendRefusal(reply, told)
  return sendPacked(request, reply.header('cache-control', FOR_A_MOMENT), told.answer)
}
