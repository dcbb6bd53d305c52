// A message as peers are handed it: the same JSON as Barrage puts into its frames, numbered
// already, so that a peer has nothing to do but send it.

import type { StreamId, ViewerId } from '../../engine/ids.ts'
import { messageId } from '../../engine/message-id.ts'
import type { Spoken } from '../../loadtest/speaking/sayings.ts'

export const PEER_EPOCH = 'e'
const STREAM = 'peer' as StreamId

export function idOf({ from, cid }: Pick<Spoken, 'from' | 'cid'>): string {
  return messageId(STREAM, from.id as ViewerId, cid)
}

export function wireMessage(spoken: Spoken, seq: number, at: number): string {
  const { kind, from, body } = spoken
  const told = kind === 'danmaku' ? {} : { kind }
  return JSON.stringify({ seq, id: idOf(spoken), ...told, from, body, at })
}
