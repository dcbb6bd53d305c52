// What goes in and out of the moderators' routes.

import Type from 'typebox'

/** What a page of a moderator's list holds, and more. */
const MOST_MESSAGES = 500
const YEAR_MS = 31_536_000_000
/** Longer than a video and its stream are ever apart. */
const MOST_SHIFT_MS = 86_400_000

const strict = { additionalProperties: false }
const Ms = Type.Integer({ description: 'ms since 1970' })
const Stream = Type.Optional(
  Type.String({ description: 'The one that is on, or was last, when it is left out' }),
)
const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })

export const AimBody = Type.Object(
  {
    stream: Stream,
    messages: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MOST_MESSAGES })),
    viewer: Type.Optional(
      Type.String({ description: 'Everything this person said in the stream up to now' }),
    ),
  },
  { ...strict, description: 'Either messages or a viewer' },
)
export const MuteBody = Type.Object(
  {
    forMs: Type.Integer({ minimum: 1, maximum: YEAR_MS }),
    hides: Type.Optional(
      Type.Boolean({ description: 'Whether what they said is taken back as well' }),
    ),
  },
  strict,
)
export const ShiftBody = Type.Object(
  {
    shiftMs: Type.Integer({
      minimum: -MOST_SHIFT_MS,
      maximum: MOST_SHIFT_MS,
      description: 'How much later in the video everything is shown',
    }),
  },
  strict,
)

const GATHERED = {
  act: Type.String({ description: 'Names what was done' }),
  removed: Type.Array(
    Type.Object({
      place: Type.String({ description: 'An edge, the buckets, the archive, a cache' }),
      removed: Type.Integer({
        description: 'Messages (of a cache: segments) that were there; -1: it cannot tell',
      }),
      streams: Type.Optional(
        Type.Array(Type.Object({ room: Type.String(), stream: Type.String() })),
      ),
    }),
  ),
  pending: Type.Array(Type.String(), {
    description: 'Who has not told yet: it is removed there as soon as they can',
  }),
  tookMs: Type.Integer(),
}
export const DoneAnswer = Type.Object({
  room: Type.String(),
  stream: Type.String(),
  ...GATHERED,
})
export const ErasedAnswer = Type.Object({
  person: Type.String(),
  ...GATHERED,
  rooms: Type.Array(DoneAnswer, { description: 'What was taken out of rooms that are on' }),
})
export const MutedAnswer = Type.Object({
  room: Type.String(),
  muted: Type.Array(Type.Object({ viewer: Type.String(), until: Ms })),
  hidden: Type.Optional(DoneAnswer),
})
export const JobsAnswer = Type.Object({
  jobs: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      payload: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
      due: Ms,
      state: Type.String({ description: 'waiting, active, done or failed' }),
      attempts: Type.Integer(),
      error: Type.Optional(Type.String()),
    }),
  ),
})
