// `/v1/replay/imports…`: what the application may do with its key to put old streams behind
// our replay. Batch after batch goes to the archive, and nothing through the log.

import type { FastifyReply } from 'fastify'
import { parseRoomId, type StreamId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { requireKey } from '../http/keys.ts'
import { REFUSED, sendRefusal } from '../http/refuse.ts'
import type { Server } from '../http/server.ts'
import type { ReplayDeps } from './deps.ts'
import {
  AddedAnswer,
  BatchBody,
  BeginBody,
  BegunAnswer,
  DroppedAnswer,
  EndBody,
  EndedAnswer,
} from './import-schemas.ts'
import { addToImport, beginImport, dropImport, endImport } from './imports.ts'
import { StreamParams } from './schemas.ts'
import { withStream } from './stream-route.ts'

const IMPORTS = '/v1/replay/imports'
const ONE = `${IMPORTS}/:stream`

export function importRoutes(app: Server, deps: ReplayDeps): void {
  const onRequest = requireKey(deps.applicationKey)
  const about = <T>(summary: string, answer: T) => ({
    ...{ tags: ['application'], summary, security: [{ key: [] }] },
    response: { 200: answer, ...REFUSED },
  })

  const begins = {
    ...about('Begin to import a stream of another time', BegunAnswer),
    body: BeginBody,
  }
  app.post(IMPORTS, { onRequest, schema: begins }, async ({ body }, reply) => {
    const room = parseRoomId(body.room)
    if (!room) return sendRefusal(reply, { why: 'badRoom' })
    return answer(reply, await beginImport(deps, { room, openedAt: body.openedAt }))
  })

  const params = StreamParams
  const work = (id: string, reply: FastifyReply, of: (stream: StreamId) => Promise<object>) =>
    withStream(id, reply, async stream => answer(reply, await of(stream)))

  const adds = { ...about('Messages of it; again is fine', AddedAnswer), params, body: BatchBody }
  app.post(`${ONE}/messages`, { onRequest, schema: adds }, ({ params, body }, reply) =>
    work(params.stream, reply, stream => addToImport(deps, stream, body)),
  )

  const ends = { ...about('All of it is there; again is fine', EndedAnswer), params, body: EndBody }
  app.put(ONE, { onRequest, schema: ends }, ({ params, body }, reply) =>
    work(params.stream, reply, stream => endImport(deps, stream, body.durationMs)),
  )

  const drops = { ...about('Forget one that has not ended', DroppedAnswer), params }
  app.delete(ONE, { onRequest, schema: drops }, ({ params }, reply) =>
    work(params.stream, reply, stream => dropImport(deps, stream)),
  )
}

function answer(reply: FastifyReply, told: object | Refused): FastifyReply {
  return 'why' in told ? sendRefusal(reply, told) : reply.send(told)
}
