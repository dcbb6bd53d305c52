// What a viewer said, by whatever way it came, as the message that begins to climb: who it is
// from, its ticket says; the steps say the rest.

import type { RoomId, StreamId, ViewerId } from '../ids.ts'
import { type Body, DANMAKU, type Message, type Role } from '../message.ts'
import { messageId } from '../message-id.ts'

export type Words = {
  readonly cid: string
  readonly kind?: string | undefined
  readonly body: Body
}
export type Speaker = {
  readonly room: RoomId
  readonly viewer: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
}

/** @param where at: ms since 1970 */
export function spoken(
  { cid, kind = DANMAKU, body }: Words,
  { room, viewer: id, name, role, level }: Speaker,
  { stream, at }: { readonly stream: StreamId; readonly at: number },
): Message {
  const from = { id, name, role, ...(level === undefined ? {} : { level }) }
  return { id: messageId(stream, id, cid), room, stream, kind, priority: 'low', from, body, at }
}
