// A message of a file as the archive keeps it: the shape that its kind has here, an id that is
// the same however often it is sent, a moment within its stream. No pace and no screen: the
// application answers for what it imports.

import { guestName } from '../engine/guest-name.ts'
import { isCid, parseViewerId, type RoomId, type StreamId } from '../engine/ids.ts'
import { type Body, DANMAKU, type Message, type Priority, type Sender } from '../engine/message.ts'
import { messageId } from '../engine/message-id.ts'
import type { Refused } from '../engine/refusal.ts'
import { ROOM_DEFAULTS } from '../engine/room-defaults.ts'
import { shapeBody } from '../engine/uplink/body.ts'
import { cleanName } from '../engine/uplink/shape.ts'
import { priorityOf } from '../engine/uplink/standing.ts'
import { cleanText, codePoints } from '../engine/uplink/text.ts'

/** A message as the application gives it. */
export type Given = {
  readonly cid: string
  readonly kind?: string
  readonly body: Body
  readonly from: Omit<Sender, 'id' | 'name'> & { readonly id: string; readonly name?: string }
  readonly priority?: Priority
  /** ms since the stream opened. */
  readonly at: number
}

/** The stream it comes into. */
export type Place = {
  readonly stream: StreamId
  readonly room: RoomId
  /** ms since 1970 */
  readonly openedAt: number
}

/** A month: no broadcast is longer, and what claims to be is a mistake in a unit. */
export const LONGEST_MS = 2_678_400_000
/** In characters; the longest of Bilibili's have half of it. */
const MOST_GIFT_NAME = 32

export function importedMessage(
  { cid, kind = DANMAKU, body: raw, at, ...given }: Given,
  { stream, room, openedAt }: Place,
): Message | Refused {
  if (!isCid(cid)) return { why: 'badCid' }
  if (at > LONGEST_MS) return { why: 'badValue', detail: 'at: more than a month' }
  const from = senderOf(given.from)
  if ('why' in from) return from
  const shaped = shapeBody(kind, raw)
  if ('why' in shaped) return shaped
  return {
    id: messageId(stream, from.id, cid),
    ...{ room, stream, kind, from },
    priority: given.priority ?? priorityOf({ kind, from }, ROOM_DEFAULTS.priorities),
    body: kind === 'gift' ? named(shaped.body, raw.name) : shaped.body,
    at: openedAt + at,
  }
}

function senderOf({ id: raw, name: said, ...rest }: Given['from']): Sender | Refused {
  const id = parseViewerId(raw)
  if (!id) return { why: 'badValue', detail: 'from.id: 1 to 64 of A–Z a–z 0–9 _ . -' }
  const name = said === undefined ? guestName(id) : cleanName(said)
  return typeof name === 'string' ? { id, name, ...rest } : name
}

/** A gift of a file keeps its name: it is in no catalogue of ours. */
function named(body: Body, name: unknown): Body {
  const text = typeof name === 'string' ? cleanText(name).text.trim() : ''
  return text && codePoints(text) <= MOST_GIFT_NAME ? { ...body, name: text } : body
}
