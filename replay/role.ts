// The replay role's public face: `/v1/replay/{stream}…`, which streams a room has had, and what
// is imported from elsewhere.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseRoomId } from '../engine/ids.ts'
import { sendRefusal } from '../http/refuse.ts'
import { RoomParams } from '../http/room-params.ts'
import type { Server } from '../http/server.ts'
import { commentsRoute } from './comments-route.ts'
import { tellDensity } from './density.ts'
import type { ReplayDeps } from './deps.ts'
import { Highlights } from './highlights.ts'
import { importRoutes } from './import-routes.ts'
import { Moments } from './moments.ts'
import { sendPacked } from './packed.ts'
import {
  about,
  DensityAnswer,
  DensityQuery,
  ManifestAnswer,
  SegmentAnswer,
  SegmentParams,
  StreamParams,
  StreamsAnswer,
  StreamsQuery,
} from './schemas.ts'
import { Segments } from './segments.ts'
import { withStream } from './stream-route.ts'
import { type Told, tellHead, tellManifest } from './tell.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'
const FOR_A_MOMENT = 'public, max-age=1'
const STREAMS = 20
const STEP_MS = 10_000

export async function replayRole(app: Server, deps: ReplayDeps): Promise<void> {
  const moments = new Moments(deps.now)
  streamRoutes(app, deps, moments)
  densityRoute(app, { ...deps, moments, highlights: new Highlights(deps) })
  segmentRoute(app, deps, new Segments(deps))
  commentsRoute(app, deps)
  roomRoute(app, deps)
  importRoutes(app, deps)
}

function streamRoutes(app: Server, deps: ReplayDeps, moments: Moments): void {
  const params = StreamParams
  app.get(
    '/v1/replay/:stream',
    { schema: { ...about('A stream’s parts', ManifestAnswer), params } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream =>
        answer(request, reply, await tellManifest(deps, moments, stream)),
      ),
  )
  app.get(
    '/v1/replay/:stream/head',
    { schema: { ...about('The newest of a stream that is on', SegmentAnswer), params } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream =>
        answer(request, reply, await tellHead(deps, moments, stream)),
      ),
  )
}

function densityRoute(app: Server, deps: Parameters<typeof tellDensity>[0]): void {
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

function segmentRoute(app: Server, { archive }: ReplayDeps, segments: Segments): void {
  app.get(
    '/v1/replay/:stream/segments/:generation/:n',
    { schema: { ...about('A part of a stream', SegmentAnswer), params: SegmentParams } },
    (request, reply) =>
      withStream(request.params.stream, reply, async stream => {
        const { generation, n } = request.params
        const found = await segments.get({ stream, generation, n })
        if (!found) {
          const known = await archive.stream(stream)
          return sendRefusal(reply, { why: known ? 'gone' : 'unknownStream' })
        }
        reply.header('cache-control', FOR_EVER).header('x-barrage-layer', found.layer)
        return sendPacked(request, reply, found.answer)
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
