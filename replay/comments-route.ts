// `…/comments`: a stream in the words of other players, streamed from the archive page by
// page. The first page is read before the answer begins, so that an archive that is away is
// told as such; one that fails later cuts the answer short, which a client sees.

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ArchiveRow, Range } from '../engine/archived.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { sendRefusal } from '../http/refuse.ts'
import type { Server } from '../http/server.ts'
import type { ReplayDeps } from './deps.ts'
import { everyComment } from './every-comment.ts'
import { type Format, type Wishes, written } from './formats/format.ts'
import { FORMATS } from './formats/known-formats.ts'
import { PART_MS } from './formats/segso.ts'
import { inVideo, streamRange } from './in-video.ts'
import { sampledPages } from './sampling.ts'
import { about, CommentsQuery, StreamParams, WISHES } from './schemas.ts'
import type { StreamOutline } from './stream-outline.ts'
import { FOR_A_MOMENT, withStream } from './stream-route.ts'

const SUMMARY = 'What was said in it, in the format of another player or tool'

type Asked = Range & {
  readonly stream: StreamId
  readonly format: Format
  readonly wishes: Wishes
  readonly limit: number
  readonly perSecond: number | undefined
}

export function commentsRoute(app: Server, deps: ReplayDeps): void {
  const { tags, summary } = about(SUMMARY, {})
  const schema = { tags, summary, params: StreamParams, querystring: CommentsQuery }
  app.get('/v1/replay/:stream/comments', { schema, attachValidation: true }, (request, reply) =>
    withStream(request.params.stream, reply, async stream => {
      const { validationError, query } = request
      if (validationError) return sendRefusal(reply, refusedQuery(validationError))
      const format = FORMATS.get(query.format ?? '')
      if (!format)
        return sendRefusal(reply, { why: 'unknownFormat' }, { formats: [...FORMATS.keys()] })
      const { from, to } = rangeOf(query)
      if (to < from) return sendRefusal(reply, { why: 'badRange', detail: 'to is before from' })
      const limit = Math.min(query.limit ?? Infinity, query.max ?? Infinity)
      const { perSecond } = query
      return send(deps, reply, { stream, format, wishes: query, from, to, limit, perSecond })
    }),
  )
}

/** What comes both of `from` and `to` and of the part, when one is named. */
function rangeOf({ from = 0, to = Infinity, segment_index: part }: CommentsQuery): Range {
  if (part === undefined) return { from, to }
  return { from: Math.max(from, (part - 1) * PART_MS), to: Math.min(to, part * PART_MS) }
}

function refusedQuery({ validation, message }: QueryError): Refused {
  const [, name = ''] = validation?.[0]?.instancePath.split('/') ?? []
  return { why: name in WISHES ? 'badValue' : 'badRange', detail: message }
}

type QueryError = Error & { readonly validation?: readonly { readonly instancePath: string }[] }

async function send(deps: ReplayDeps, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const { stream, format, wishes, limit } = asked
  const outline = await deps.outlines.get(stream)
  if (!outline) return sendRefusal(reply, { why: 'unknownStream' })
  if (outline.info.tier === 'deleted') return sendRefusal(reply, { why: 'deleted' })
  const pages = await begun(told(deps, outline.info, asked))
  return reply
    .type(format.contentType)
    .header('cache-control', FOR_A_MOMENT)
    .header('content-disposition', `inline; filename="${stream}.${format.extension}"`)
    .send(Readable.from(written(format.open(wishes), pages, limit)))
}

/** As the video has them, and as many as were asked for. */
function told(
  { archive }: Pick<ReplayDeps, 'archive'>,
  info: StreamOutline['info'],
  { stream, perSecond, ...range }: Asked,
): AsyncGenerator<readonly ArchiveRow[]> {
  const pages = inVideo(everyComment(archive, stream, streamRange(range, info)), info)
  if (perSecond === undefined) return pages
  return sampledPages(pages, perSecond, ({ message: { id, priority, at } }) => {
    return { id, priority, at: at - info.openedAt }
  })
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
