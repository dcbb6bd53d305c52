// Who may not speak in a room, and until when: part of the room's record, so that every edge
// knows it. Whose time is over is left out with the next change.

import type { ViewerId } from './ids.ts'
import type { Refused } from './refusal.ts'
import type { Muted } from './room.ts'

/** A quarter of a megabyte of a record that edges read again with each change. */
const MOST_MUTED = 5_000

/** The same with one more, or with another time. */
export function withMuted(
  muted: Muted = {},
  {
    viewer,
    until,
    now,
  }: { readonly viewer: ViewerId; readonly until: number; readonly now: number },
): Muted | Refused {
  const others = current(muted, now).filter(([other]) => other !== viewer)
  if (others.length >= MOST_MUTED)
    return { why: 'overloaded', detail: `${MOST_MUTED} are muted in this room already` }
  return Object.fromEntries([...others, [viewer, until]])
}

export function withoutMuted(muted: Muted = {}, viewer: ViewerId, now: number): Muted {
  return Object.fromEntries(current(muted, now).filter(([other]) => other !== viewer))
}

/** Who is muted now, longest first. */
export function mutedNow(
  muted: Muted | undefined,
  now: number,
): { readonly viewer: ViewerId; readonly until: number }[] {
  return current(muted ?? {}, now)
    .map(([viewer, until]) => ({ viewer: viewer as ViewerId, until }))
    .sort((a, b) => b.until - a.until)
}

function current(muted: Muted, now: number): [viewer: string, until: number][] {
  return Object.entries(muted).filter(([, until]) => until > now)
}
