// What a client may send in a room, as it is told on entering and whenever that changes, so that
// it holds itself instead of being refused.

import type { Role } from '../message.ts'
import type { RoomSettings } from '../room.ts'
import type { ClientLimits } from '../wire/frames.ts'
import { MOST_TEXT } from './body.ts'

export function limitsOf(
  { pace, kinds }: RoomSettings,
  role: Role,
  frameBytes: number,
): ClientLimits {
  return { frameBytes, textLength: MOST_TEXT, ...pace.viewer, kinds: kinds[role] }
}

/** Whether clients were told other limits before. */
export function limitsChanged(before: RoomSettings, after: RoomSettings): boolean {
  const told = ({ pace, kinds }: RoomSettings) => JSON.stringify([pace.viewer, kinds])
  return told(before) !== told(after)
}
