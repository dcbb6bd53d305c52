// What goes in and out of the public routes, for the checks and for the API's description.

import Type from 'typebox'
import type { EdgeId } from '../engine/ids.ts'
import { PRIORITIES, ROLES } from '../engine/message.ts'
import { RefusalAnswer } from '../http/refuse.ts'
import { MOST_WORD, Vouched } from './application-token.ts'
import { MOST_SPREAD_MS } from './broadcast.ts'

/** What one request may bring: at 1,000 comments a second two requests are enough. */
const MOST_MESSAGES = 500

export const JoinBody = Type.Object({
  ...Vouched.properties,
  ticket: Type.Optional(
    Type.String({ description: 'An earlier one: an expired ticket still proves who a guest was' }),
  ),
  token: Type.Optional(
    Type.String({
      description:
        'The application’s own JWT (HS256 with its key): viewer or sub, name, role, level, group',
    }),
  ),
  region: Type.Optional(
    Type.String({
      maxLength: MOST_WORD,
      description: 'Where the viewer is: edges with this region go first',
    }),
  ),
  edge: Type.Optional(
    Type.Unsafe<EdgeId>(
      Type.String({ description: 'The id of the edge it must be on; with the key alone' }),
    ),
  ),
})

export const Joined = Type.Object({
  room: Type.String(),
  stream: Type.String(),
  openedAt: Type.Integer({ description: 'ms since 1970' }),
  open: Type.Boolean(),
  viewer: Type.Object({ id: Type.String(), name: Type.String(), role: Type.Enum([...ROLES]) }),
  ticket: Type.String(),
  edges: Type.Array(Type.String(), {
    description: 'WebSocket addresses, best first; none when there is `crowd`',
  }),
  crowd: Type.Optional(
    Type.Object(
      {
        url: Type.String({ description: 'Where segments are; empty: at this address' }),
        perSecond: Type.Integer({ description: 'The `limit` to ask for segments with' }),
        againMs: Type.Integer({ description: 'About when to join again' }),
        viewers: Type.Integer({ description: 'People on edges; the crowd is not counted' }),
        limits: Type.Object({
          frameBytes: Type.Integer(),
          textLength: Type.Integer(),
          perSecond: Type.Number(),
          kinds: Type.Array(Type.String()),
        }),
      },
      {
        description:
          'The room is fuller than its edges: pull /v1/replay/{stream}/latest and the segments it lists, and speak with POST …/say',
      },
    ),
  ),
  backoff: Type.Object({ baseMs: Type.Integer(), capMs: Type.Integer() }),
  heartbeatMs: Type.Integer(),
})

export const SayBody = Type.Object({
  ticket: Type.Optional(Type.String({ description: 'Of a join of this room' })),
  cid: Type.String({ description: 'Yours: the same cid twice is one message' }),
  kind: Type.Optional(Type.String({ description: 'danmaku when left out' })),
  body: Type.Record(Type.String(), Type.Unknown()),
})
export const SayAnswer = Type.Object({
  cid: Type.String(),
  id: Type.String({ description: 'The log has it' }),
})

const STREAM = {
  stream: Type.String(),
  openedAt: Type.Integer({ description: 'ms since 1970' }),
  now: Type.Integer({ description: 'The server’s clock, ms since 1970' }),
  open: Type.Boolean(),
  closedAt: Type.Optional(Type.Integer({ description: 'ms since 1970' })),
  pausedAt: Type.Optional(Type.Integer({ description: 'ms since 1970; while it stands still' })),
}
export const StreamAnswer = Type.Object(STREAM)
export type StreamAnswer = Type.Static<typeof StreamAnswer>
/** A refusal, and the stream that is on. */
export const AlreadyOpen = Type.Object({ ...RefusalAnswer.properties, ...STREAM })

const SAID = {
  kind: Type.Optional(Type.String({ description: 'danmaku when left out' })),
  body: Type.Record(Type.String(), Type.Unknown()),
  priority: Type.Optional(Type.Enum([...PRIORITIES])),
}
const From = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Optional(Type.Enum([...ROLES])),
  level: Vouched.properties.level,
})
const CID = 'Yours: the same cid of a sender twice is one message'

export const MessagesBody = Type.Object({
  messages: Type.Array(
    Type.Object({ ...SAID, cid: Type.String({ description: CID }), from: From }),
    { minItems: 1, maxItems: MOST_MESSAGES },
  ),
})

export const BroadcastBody = Type.Object({
  ...SAID,
  kind: Type.Optional(Type.String({ description: 'notice when left out: body.text, up to 500' })),
  cid: Type.Optional(Type.String({ description: `${CID}; made up when left out` })),
  from: Type.Optional(From),
  spreadMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_SPREAD_MS,
      description: 'Over how long rooms are told, each at a moment of its own; 0: all at once',
    }),
  ),
})
export const BroadcastAnswer = Type.Object({
  cid: Type.String(),
  edges: Type.Integer({ description: 'How many were told' }),
  spreadMs: Type.Integer(),
})

export const MessagesAnswer = Type.Object({
  results: Type.Array(
    Type.Object({
      cid: Type.String(),
      id: Type.Optional(Type.String({ description: 'The log has it' })),
      ...Type.Partial(RefusalAnswer).properties,
    }),
    { description: 'One for each message, in order: its id, or why not' },
  ),
})
