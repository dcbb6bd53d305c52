// What goes in and out of the import routes.

import Type from 'typebox'
import { PRIORITIES, ROLES } from '../engine/message.ts'
import { RefusalAnswer } from '../http/refuse.ts'
import { LONGEST_MS } from './imported-message.ts'

/** Of comments, some 400 kB: an archive takes them in one go, and 2 MB is a body's bound. */
const MOST_MESSAGES = 2_000
/** As far as a stream's id can tell time. */
const LATEST_MS = 2 ** 48 - 1

const Stream = Type.String({ description: 'The new stream’s id' })
const OpenedAt = Type.Integer({
  minimum: 0,
  maximum: LATEST_MS,
  description: 'When it began, ms since 1970',
})

export const BeginBody = Type.Object({ room: Type.String(), openedAt: OpenedAt })
export const BegunAnswer = Type.Object({ stream: Stream, room: Type.String(), openedAt: OpenedAt })

export const BatchBody = Type.Object({
  first: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'The number of the batch’s first message: of one time, messages are in the order of their numbers. With it batches may be under way at once',
    }),
  ),
  messages: Type.Array(
    Type.Object({
      cid: Type.String({ description: 'The same cid of a sender twice is one message' }),
      kind: Type.Optional(Type.String({ description: 'danmaku when left out' })),
      body: Type.Record(Type.String(), Type.Unknown()),
      from: Type.Object({
        id: Type.String(),
        name: Type.Optional(Type.String({ description: 'A guest’s when left out' })),
        role: Type.Optional(Type.Enum([...ROLES])),
        level: Type.Optional(Type.Integer({ minimum: 0 })),
      }),
      priority: Type.Optional(Type.Enum([...PRIORITIES])),
      at: Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'ms since the stream opened',
      }),
    }),
    { minItems: 1, maxItems: MOST_MESSAGES },
  ),
})
export const AddedAnswer = Type.Object({
  taken: Type.Integer({ description: 'In the archive now; those that were there count too' }),
  refused: Type.Array(Type.Object({ cid: Type.String(), ...RefusalAnswer.properties })),
})

export const EndBody = Type.Object({
  durationMs: Type.Integer({ minimum: 0, maximum: LONGEST_MS, description: 'How long it was' }),
})
export const EndedAnswer = Type.Object({
  stream: Stream,
  room: Type.String(),
  openedAt: OpenedAt,
  closedAt: Type.Integer({ description: 'ms since 1970' }),
})
export const DroppedAnswer = Type.Object({ stream: Stream })
