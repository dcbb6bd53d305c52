// What an edge says in a room by itself: it climbs as what viewers say does, but nobody paces,
// screens or counts it.

import type { Message } from '../engine/message.ts'
import type { Refused } from '../engine/refusal.ts'
import { climb, type Step } from '../engine/uplink/step.ts'
import type { LiveRoom } from './live-room.ts'

/** @returns why the room did not take it, if so */
export async function sayTrusted(
  steps: readonly Step[],
  { open, settings, uplink }: LiveRoom,
  message: Message,
): Promise<Refused | undefined> {
  const sender = { id: message.from.id, tokens: undefined, recent: [] }
  const end = await climb(steps, message, {
    ...{ now: message.at, open, settings, room: uplink },
    ...{ sender, trusted: true, count: () => {} },
  })
  return 'why' in end ? end : undefined
}
