// What a climb needs, for the tests of the steps.

import type { MessageId, RoomId, StreamId, ViewerId } from '../../../engine/ids.ts'
import type { Message } from '../../../engine/message.ts'
import type { Refused } from '../../../engine/refusal.ts'
import type { RoomSettings } from '../../../engine/room.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'
import { newStreamId } from '../../../engine/stream-id.ts'
import type { Climber, Context, Step } from '../../../engine/uplink/step.ts'

export const OPENED = 1_700_000_000_000
export const STREAM: StreamId = newStreamId(OPENED, () => 0)
const ID = 'aaaaaaaaaaa' as MessageId

export function message(given: Partial<Message> = {}): Message {
  return {
    id: ID,
    room: 'r1' as RoomId,
    stream: STREAM,
    kind: 'danmaku',
    priority: 'low',
    from: { id: 'u1' as ViewerId, name: '观众' },
    body: { text: '弹幕' },
    at: 0,
    ...given,
  }
}

/** A context in which everything is allowed and nothing has happened yet. */
export function context(
  given: Partial<Context> = {},
  settings: Partial<RoomSettings> = {},
): Context {
  return {
    now: OPENED + 1_000,
    open: true,
    settings: { ...ROOM_DEFAULTS, ...settings },
    sender: { id: 'u1' as ViewerId, tokens: undefined, recent: [] },
    room: { tokens: undefined },
    trusted: false,
    count: () => {},
    ...given,
  }
}

/** Takes one step that answers at once. */
export function step(taken: Step, said: Message, given: Context = context()): Climber | Refused {
  return taken({ message: said, shadowed: false }, given) as Climber | Refused
}

/** The body after a step, or why it was refused, with the detail's first word. */
export function outcome(next: Climber | Refused): unknown {
  if (!('why' in next)) return next.message.body
  return next.detail ? `${next.why} ${next.detail.split(':')[0]}` : next.why
}
