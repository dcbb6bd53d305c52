// What operators are answered, as the API's description has it. An answer is written by its
// schema, so what a schema leaves out is not told.

import Type from 'typebox'
import { byPriority } from '../engine/message.ts'
import { PrioritiesBody, QuotaBody, SettingsBody } from './settings-schemas.ts'

const Ms = Type.Integer({ description: 'ms since 1970' })
const Settings = Type.Object({
  quota: Type.Optional(QuotaBody),
  priorities: Type.Optional(PrioritiesBody),
  ...SettingsBody.properties,
})
const Count = Type.Object({
  connections: Type.Integer(),
  viewers: Type.Integer({ description: 'People: one on two devices is one' }),
  guests: Type.Integer(),
})
const ByPriority = (description: string) =>
  Type.Object(
    byPriority(() => Type.Integer()),
    { description },
  )
/** What an edge tells, or several together. */
const SHOWN = {
  shown: ByPriority('Messages that edges put into frames: on two edges, one message counts twice'),
  withheld: ByPriority('Messages that edges left out, by the quota or because they were gone'),
  deliveries: Type.Integer({ description: 'Messages × viewers they were written to' }),
}
export const Tally = { ...SHOWN, since: Ms }

const LINE = {
  room: Type.String(),
  stream: Type.Optional(
    Type.Object({ id: Type.String(), openedAt: Ms, closedAt: Type.Optional(Ms) }),
  ),
  members: Count,
}
const IN_FORCE = {
  room: Type.String(),
  version: Type.Integer({ description: 'Grows by one with every change' }),
  settings: Settings,
}

export const RoomsAnswer = Type.Object({
  rooms: Type.Array(Type.Object(LINE)),
  next: Type.Optional(Type.String({ description: '`after` of the next page' })),
})

export const RoomAnswer = Type.Object({
  ...LINE,
  ...IN_FORCE,
  changed: Type.Unsafe<object>({ ...Settings, description: 'What differs from the defaults' }),
  lanes: Type.Array(
    Type.Object({
      kind: Type.String(),
      gear: Type.Integer(),
      pinned: Type.Optional(Type.Integer({ description: 'The gear an operator keeps it in' })),
      lagMs: Type.Number({ description: 'Age of the oldest message that waits' }),
      waiting: Type.Integer(),
      writers: Type.Integer({ description: 'Writes under way' }),
      load: Type.Number({
        description: 'How many writers in order what comes in now would keep busy',
      }),
    }),
  ),
  ladder: Type.Integer({
    description: 'The highest step of the degradation ladder that one of its edges has it on',
  }),
  stored: Type.Optional(ByPriority('Messages of the stream that have a number')),
  ...Type.Partial(Type.Object(SHOWN)).properties,
  edges: Type.Array(Type.Object({ edge: Type.String(), ...Tally }), {
    description: 'What each edge tells of the room since it took it on, if it is among its busiest',
  }),
})

export const MembersAnswer = Type.Object({
  count: Count,
  members: Type.Array(
    Type.Object({
      viewer: Type.String(),
      name: Type.String(),
      guest: Type.Boolean(),
      connections: Type.Integer(),
      since: Ms,
    }),
  ),
})

export const InForceAnswer = Type.Object(IN_FORCE)

export const PinnedAnswer = Type.Object({
  room: Type.String(),
  kind: Type.String(),
  pinned: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: it shifts by itself' }),
})
