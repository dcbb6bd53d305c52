// What an operator may set for a room, with its bounds. A value beyond them is refused with
// the name of its field; what a room does not set has its default (engine/room-defaults.ts).

import Type from 'typebox'
import { STEPS } from '../engine/downlink/ladder.ts'
import { PRIORITIES, ROLES } from '../engine/message.ts'
import { AUTO_STEP, AUTO_TICK } from '../engine/room.ts'
import { HIGHEST_LEVEL } from './application-token.ts'
import { KIND } from './room-route.ts'

/** More rules than anybody reads; each costs a look per message. */
const MOST_RULES = 100
const MOST_KINDS = 50
/** Half a megabyte of words in each edge that holds the room. */
const MOST_WORDS = 10_000
/** Above anything one process can carry. */
const MOST_PER_SECOND = 1_000_000
const DAY_MS = 86_400_000

const strict = { additionalProperties: false }
const Kind = Type.String({ pattern: KIND })

/** Shape alone: `validateQuota` knows what makes sense. */
export const QuotaBody = Type.Array(
  Type.Object({
    members: Type.Number({ description: 'The tier holds from this many members on' }),
    perSecond: Type.Number({ description: 'Messages each viewer is shown, per second' }),
    shares: Type.Object(
      { whitelist: Type.Number(), high: Type.Number(), low: Type.Number() },
      { description: 'Of each bucket, adding up to 1; what one leaves unused goes to the next' },
    ),
    reachBack: Type.Number({ description: 'History that somebody who enters is given' }),
  }),
)

export const PrioritiesBody = Type.Array(
  Type.Object(
    {
      kind: Type.Optional(Kind),
      role: Type.Optional(Type.Enum([...ROLES])),
      minLevel: Type.Optional(Type.Integer({ minimum: 0, maximum: HIGHEST_LEVEL })),
      priority: Type.Enum([...PRIORITIES]),
    },
    strict,
  ),
  { maxItems: MOST_RULES, description: 'The first that fits a message; none fits: low' },
)

export const GearBody = Type.Object(
  { gear: Type.Union([Type.Integer({ minimum: 1, maximum: 4 }), Type.Null()]) },
  { ...strict, description: 'null: the gear that the lag asks for' },
)

const Kinds = Type.Array(Kind, { maxItems: MOST_KINDS })
const Rate = Type.Object(
  {
    burst: Type.Number({ minimum: 1, maximum: MOST_PER_SECOND }),
    perSecond: Type.Number({ exclusiveMinimum: 0, maximum: MOST_PER_SECOND }),
  },
  strict,
)
const Screening = Type.Object(
  {
    bannedWords: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: MOST_WORDS }),
    onBanned: Type.Enum(['refuse', 'mask', 'shadow']),
    repeatMs: Type.Integer({ minimum: 0, maximum: DAY_MS }),
    floodCount: Type.Integer({ minimum: 1, maximum: 10_000 }),
    floodMs: Type.Integer({ minimum: 1, maximum: DAY_MS }),
  },
  strict,
)

export const SettingsBody = Type.Object(
  {
    tickMs: Type.Optional(
      Type.Union([Type.Integer({ minimum: 50, maximum: 10_000 }), Type.Literal(AUTO_TICK)], {
        description: 'ms between the frames of a big room; auto: as soon as the edge can',
      }),
    ),
    ladder: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: STEPS.length }), Type.Literal(AUTO_STEP)], {
        description: 'The step of the degradation ladder it is kept at; auto: as the strain asks',
      }),
    ),
    kinds: Type.Optional(
      Type.Object({ viewer: Kinds, member: Kinds, moderator: Kinds, streamer: Kinds }, strict),
    ),
    pace: Type.Optional(
      Type.Object(
        { viewer: Rate, room: Rate },
        {
          ...strict,
          description:
            'What one viewer may say, and what the whole room may over all its edges; whitelist passes the room’s',
        },
      ),
    ),
    screening: Type.Optional(Screening),
    enterNotices: Type.Optional(Type.Boolean({ description: 'Whether it is said who comes in' })),
    replayComments: Type.Optional(
      Type.Boolean({ description: 'Whether viewers of a replay may comment on it' }),
    ),
  },
  { ...strict, minProperties: 1, description: 'What is left out stays as it is' },
)
