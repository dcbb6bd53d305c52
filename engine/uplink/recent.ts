// What one sender said last, and what follows from it: a message sent again, a repeat, a
// flood. Pure decisions over a bounded list, newest last.
//
// The list holds what passed the screen within the longest of the room's windows, and never
// more than MOST_RECENT. So a `floodCount` above MOST_RECENT means MOST_RECENT.

import type { MessageId } from '../ids.ts'
import type { Screening } from '../room.ts'
import type { Recent } from './step.ts'

/** About 20 kB of the longest texts for a viewer who does nothing but talk. */
export const MOST_RECENT = 100

/** Let through before: its outcome was unknown, or its answer was lost on the way. */
export function isResent(recent: readonly Recent[], id: MessageId): boolean {
  return recent.some(said => said.id === id)
}

/** Whether the same was said within `repeatMs`. What has no text is never a repeat. */
export function isRepeat(
  recent: readonly Recent[],
  text: string,
  now: number,
  { repeatMs }: Screening,
): boolean {
  return text !== '' && recent.some(said => said.text === text && now - said.at < repeatMs)
}

/** How long until one more is no flood; nothing when it is none now. */
export function floodRetryMs(
  recent: readonly Recent[],
  now: number,
  { floodCount, floodMs }: Screening,
): number | undefined {
  const within = recent.filter(said => now - said.at < floodMs)
  const most = Math.min(floodCount, MOST_RECENT)
  if (within.length < most) return undefined
  const freed = within[within.length - most]
  return freed ? freed.at + floodMs - now : floodMs
}

/** The list with one more, less what no window needs any longer. */
export function remember(
  recent: readonly Recent[],
  said: Recent,
  { repeatMs, floodMs }: Screening,
): readonly Recent[] {
  const windowMs = Math.max(repeatMs, floodMs)
  const kept = recent.filter(({ at }) => said.at - at < windowMs)
  return [...kept.slice(-(MOST_RECENT - 1)), said]
}
