// The replay API's requests and answers, as OpenAPI describes them. Answers are made ahead
// and sent as they are, so these are for readers and not for the serializer.

import Type from 'typebox'
import { REFUSED } from '../http/refuse.ts'

/** Below it a number of ms is exact: 15 digits. */
const RANGE = '^[0-9]{1,15}-[0-9]{1,15}$'
/** As many as a room's quota may allow. */
const MOST_LIMIT = 10_000
/** A century of parts. */
const MOST_PART = 10_000_000
const Ms = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })
const Many = (maximum: number, description: string) =>
  Type.Integer({ minimum: 1, maximum, description })

export const StreamParams = Type.Object({ stream: Type.String({ description: 'A stream’s id' }) })
export const SegmentParams = Type.Object({
  stream: Type.String({ description: 'A stream’s id' }),
  generation: Many(Number.MAX_SAFE_INTEGER, 'As the manifest has it'),
  range: Type.String({ pattern: RANGE, description: 'As the manifest has it: from-to, in ms' }),
})
export const SegmentQuery = Type.Object({
  limit: Type.Optional(
    Many(
      MOST_LIMIT,
      'So many a second: all of whitelist and high, and of low the same for everybody',
    ),
  ),
})

/** How it is to look, for the formats that have a look: ass. */
export const WISHES = {
  resolution: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{2,4}x[1-9][0-9]{2,4}$',
      description: 'The picture’s width and height in px; 1920x1080 when left out',
    }),
  ),
  fontSize: Type.Optional(
    Type.Integer({ minimum: 8, maximum: 400, description: 'px of a normal comment' }),
  ),
  font: Type.Optional(
    Type.String({ pattern: '^[\\p{L}\\p{N} ._-]{1,64}$', description: 'The font’s name' }),
  ),
  speed: Type.Optional(
    Type.Number({ minimum: 0.1, maximum: 10, description: 'So many times faster than usual' }),
  ),
  density: Type.Optional(
    Type.Number({
      minimum: 0.05,
      maximum: 1,
      description: 'The part of the picture’s height that comments cross; 0.75 when left out',
    }),
  ),
}

export const CommentsQuery = Type.Object({
  format: Type.Optional(
    Type.String({
      description: 'ndjson, dplayer, artplayer, bilibili-xml, danmaku, ass, segso or csv',
    }),
  ),
  from: Type.Optional(Ms('ms of the video; 0 when left out')),
  to: Type.Optional(Ms('Exclusive; to the end when left out')),
  limit: Type.Optional(Many(Number.MAX_SAFE_INTEGER, 'The first so many')),
  max: Type.Optional(Many(Number.MAX_SAFE_INTEGER, 'The same, as DPlayer says it')),
  segment_index: Type.Optional(
    Many(MOST_PART, 'A part of six minutes, from 1 on, as Bilibili’s players say it'),
  ),
  perSecond: Type.Optional(
    Many(MOST_LIMIT, 'So many a second, chosen as in segments; all when left out'),
  ),
  ...WISHES,
})
export type CommentsQuery = Type.Static<typeof CommentsQuery>
export const DensityQuery = Type.Object({
  stepMs: Type.Optional(Many(2 ** 31 - 1, 'How much time one number stands for')),
})
export const CommentBody = Type.Object({
  ticket: Type.Optional(Type.String({ description: 'Of a join of the stream’s room' })),
  cid: Type.String({ description: 'Yours: the same cid twice is one comment' }),
  kind: Type.Optional(Type.String({ description: 'danmaku when left out' })),
  body: Type.Record(Type.String(), Type.Unknown()),
  at: Ms('The playhead, ms since the stream opened'),
})
export const CommentAnswer = Type.Object({ cid: Type.String(), id: Type.String() })
export const StreamsQuery = Type.Object({
  limit: Type.Optional(Many(100, '20 when left out')),
})

const Stream = {
  stream: Type.String(),
  room: Type.String(),
  openedAt: Type.Integer({ description: 'ms since 1970; `at` counts from here' }),
  closedAt: Type.Optional(Type.Integer({ description: 'Missing while it is on' })),
}
const Offsets = Type.Object({
  partition: Type.Integer(),
  from: Type.Integer(),
  to: Type.Integer(),
})

const Segments = Type.Object({
  url: Type.String({
    description:
      'Of each: put its numbers for {generation}, {from} and {to}. Never changes: may be cached for ever',
  }),
  rows: Type.Array(Type.Array(Type.Integer()), {
    description: 'from, to (exclusive; ms since it opened), generation, count',
  }),
})

export const ManifestAnswer = Type.Object({
  ...Stream,
  live: Type.Boolean(),
  durationMs: Type.Integer(),
  videoMs: Type.Integer({ description: 'How long its video is: without the pauses' }),
  pauses: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Optional(Type.Integer()) }), {
    description: 'When it stood still, ms since it opened; without `to` it still does',
  }),
  shiftMs: Type.Integer({ description: 'How much later in the video everything is shown' }),
  counts: Type.Object({
    messages: Type.Integer(),
    kinds: Type.Record(Type.String(), Type.Integer()),
  }),
  segments: Segments,
  head: Type.Optional(
    Type.Object(
      { url: Type.String(), from: Type.Integer() },
      { description: 'While it is on: what is too new for a segment, asked for anew each time' },
    ),
  ),
  density: Type.Object({ stepMs: Type.Integer(), counts: Type.Array(Type.Integer()) }),
  facts: Type.Optional(
    Type.Object({}, { additionalProperties: true, description: 'What was found out at its end' }),
  ),
  whole: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Whether everything acknowledged is archived; null: it cannot be told (yet)',
  }),
  missing: Type.Optional(Type.Array(Offsets)),
})
export const LatestAnswer = Type.Object({
  stream: Type.String(),
  room: Type.String(),
  openedAt: Type.Integer({ description: 'ms since 1970' }),
  live: Type.Boolean(),
  durationMs: Type.Integer(),
  from: Type.Integer({ description: 'Older segments are in the manifest alone' }),
  to: Type.Integer({ description: 'What came later is not settled yet' }),
  nextMs: Type.Integer({ description: 'There is nothing newer before so long' }),
  segments: Segments,
})
export const SegmentAnswer = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  messages: Type.Array(Type.Object({}, { additionalProperties: true }), {
    description: 'As in frames, without seq; ordered by time, partition and offset',
  }),
})
export const DensityAnswer = Type.Object({
  stepMs: Type.Integer(),
  counts: Type.Array(Type.Integer(), { description: 'One for each step from the opening on' }),
  peaks: Type.Array(
    Type.Object({
      at: Type.Integer({ description: 'Where it is loudest, ms since the stream opened' }),
      from: Type.Integer(),
      to: Type.Integer({ description: 'Exclusive' }),
      count: Type.Integer({ description: 'What was said from its beginning to its end' }),
      words: Type.Array(Type.String(), {
        description: 'Said here much more often than elsewhere, the most telling first',
      }),
    }),
    { description: 'The loudest parts, at most 8, in the order of time' },
  ),
})
export const StreamsAnswer = Type.Object({ streams: Type.Array(Type.Object(Stream)) })

/** Of a route: what it is, what it answers, and how it says no. */
export function about<T>(summary: string, answer: T) {
  return {
    tags: ['players'],
    summary,
    response: { 200: answer, ...REFUSED },
  }
}
