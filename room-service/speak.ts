// What the application says in a room: gifts, notices, anything. It climbs the same steps as
// a viewer's messages, trusted: shape and an open stream count, pace and screen do not.

import { isCid, parseViewerId, type RoomId, type ViewerId } from '../engine/ids.ts'
import { type Body, DANMAKU, type Message, type Priority, type Sender } from '../engine/message.ts'
import { messageId } from '../engine/message-id.ts'
import type { Refused } from '../engine/refusal.ts'
import type { OpenStream, RoomSettings } from '../engine/room.ts'
import { settingsOf } from '../engine/room-defaults.ts'
import { cleanName } from '../engine/uplink/shape.ts'
import { priorityOf } from '../engine/uplink/standing.ts'
import { type Climber, climb } from '../engine/uplink/step.ts'
import { type RefusalAnswer, refusalAnswer } from '../http/refuse.ts'
import type { RoomServiceDeps } from './deps.ts'

/** One message as the application gives it. */
export type Said = {
  readonly cid: string
  readonly kind?: string
  readonly body: Body
  readonly from: Omit<Sender, 'id'> & { readonly id: string }
  readonly priority?: Priority
}
export type Result = { readonly cid: string } & ({ readonly id: string } | RefusalAnswer)

type Deps = Pick<RoomServiceDeps, 'settings' | 'steps' | 'now' | 'count'>
type Place = {
  readonly room: RoomId
  readonly stream: OpenStream
  readonly settings: RoomSettings
}

/** One result for each, in order. */
export async function speak(
  deps: Deps,
  room: RoomId,
  messages: readonly Said[],
): Promise<{ readonly results: readonly Result[] } | Refused> {
  const record = await deps.settings.get(room)
  if (!record?.stream) return { why: 'unknownRoom' }
  const place = { room, stream: record.stream, settings: settingsOf(record) }
  // All climb at once: each takes the same steps, so they reach the log in their order, and
  // the log takes them as one batch instead of one by one.
  const ends = await Promise.all(messages.map(said => sayOne(deps, place, said)))
  return { results: messages.map(({ cid }, index) => result(cid, ends[index] as Climber)) }
}

async function sayOne(deps: Deps, place: Place, said: Said): Promise<Climber | Refused> {
  const message = messageOf(said, place)
  if ('why' in message) return message
  return climb(deps.steps, message, {
    now: deps.now(),
    open: place.stream.closedAt === undefined,
    settings: place.settings,
    sender: { id: message.from.id, tokens: undefined, recent: [] },
    room: { tokens: undefined },
    trusted: true,
    count: deps.count,
  })
}

function messageOf(said: Said, { room, stream, settings }: Place): Message | Refused {
  const { cid, kind = DANMAKU, body } = said
  if (!isCid(cid)) return { why: 'badCid' }
  const from = senderOf(said.from)
  if ('why' in from) return from
  const priority = said.priority ?? priorityOf({ kind, from }, settings.priorities)
  // The stamp step says when.
  return { ...names(stream, from.id, cid), room, kind, priority, from, body, at: 0 }
}

/** Somebody the application names, as others will see them. */
export function senderOf(said: Said['from']): Sender | Refused {
  const id = parseViewerId(said.id)
  if (!id) return { why: 'badValue', detail: 'from.id: 1 to 64 of A–Z a–z 0–9 _ . -' }
  const name = cleanName(said.name)
  return typeof name === 'string' ? { ...said, id, name } : name
}

function names({ id: stream }: OpenStream, sender: ViewerId, cid: string) {
  return { id: messageId(stream, sender, cid), stream }
}

function result(cid: string, end: Climber | Refused): Result {
  return 'why' in end ? { cid, ...refusalAnswer(end) } : { cid, id: end.message.id }
}
