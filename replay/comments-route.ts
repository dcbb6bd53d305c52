// `…/comments`: a stream in the words of other players, streamed from the archive page by
// page. The first page is read before the answer begins, so that an archive that is away is
// told as such; one that fails later cuts the answer short, which a client sees.

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { StreamId } from '../engine/ids.ts'
import type { ArchiveRow, Range } from '../engine/ports/archive.ts'
import { sendRefusal } from '../http/refuse.ts'
import type { Server } from '../http/server.ts'
import type { ReplayDeps } from './deps.ts'
import { everyComment } from './every-comment.ts'
import { type Format, written } from './formats/format.ts'
import { FORMATS } from './formats/known-formats.ts'
import { about, CommentsQuery, StreamParams } from './schemas.ts'
import { withStream } from './stream-route.ts'

/** A stream that has ended may still get a straggler. */
const CACHE = 'public, max-age=5'
const SUMMARY = 'Its comments in the format of another player'

type Asked = Range & { readonly format: Format; readonly limit: number; readonly stream: StreamId }

export function commentsRoute(app: Server, deps: ReplayDeps): void {
  const { tags, summary } = about(SUMMARY, {})
  const schema = { tags, summary, params: StreamParams, querystring: CommentsQuery }
  app.get('/v1/replay/:stream/comments', { schema, attachValidation: true }, (request, reply) =>
    withStream(request.params.stream, reply, async stream => {
      const { validationError, query } = request
      if (validationError)
        return sendRefusal(reply, { why: 'badRange', detail: validationError.message })
      const format = FORMATS.get(query.format ?? '')
      if (!format)
        return sendRefusal(reply, { why: 'unknownFormat' }, { formats: [...FORMATS.keys()] })
      const { from = 0, to = Number.POSITIVE_INFINITY } = query
      if (to < from) return sendRefusal(reply, { why: 'badRange', detail: 'to is before from' })
      const limit = Math.min(query.limit ?? Infinity, query.max ?? Infinity)
      return send(deps, reply, { stream, format, from, to, limit })
    }),
  )
}

async function send(deps: ReplayDeps, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const { stream, format, limit, from, to } = asked
  if (!(await deps.archive.stream(stream))) return sendRefusal(reply, { why: 'unknownStream' })
  const pages = await begun(everyComment(deps.archive, stream, { from, to }))
  return reply
    .type(format.contentType)
    .header('cache-control', CACHE)
    .send(Readable.from(written(format, pages, limit)))
}

/** The same pages, once the first one is here. */
async function begun(
  pages: AsyncGenerator<readonly ArchiveRow[]>,
): Promise<AsyncIterable<readonly ArchiveRow[]>> {
  const first = await pages.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* pages
  })()
}
