// Muting somebody in a room for a while. It is in the room's record, so every edge knows it
// with the next order, and one that comes later reads it with the record.

import type { RoomId, ViewerId } from '../engine/ids.ts'
import { mutedNow, withMuted, withoutMuted } from '../engine/muted.ts'
import type { Refused } from '../engine/refusal.ts'
import { orderAll } from './orders-to-all.ts'
import { type Done, takeBack } from './take-back.ts'

export type MutedAnswer = {
  readonly room: RoomId
  readonly muted: readonly { readonly viewer: ViewerId; readonly until: number }[]
  /** What became of what they had said, when it was to be hidden too. */
  readonly hidden?: Done
}

export type Mute = {
  readonly viewer: ViewerId
  readonly forMs: number
  /** Whether what they said in the stream up to now is taken back as well. */
  readonly hides: boolean
}

type Deps = Parameters<typeof takeBack>[0]

export async function mute(
  deps: Deps,
  room: RoomId,
  { viewer, forMs, hides }: Mute,
): Promise<MutedAnswer | Refused> {
  const now = deps.now()
  let refused: Refused | undefined
  await deps.settings.update(room, record => {
    const muted = withMuted(record.muted, { viewer, until: now + forMs, now })
    refused = 'why' in muted ? (muted as Refused) : undefined
    return refused ? record : { ...record, muted: muted as typeof record.muted & object }
  })
  if (refused) return refused
  await orderAll(deps, { type: 'settings', room })
  const answer = await listMuted(deps, room)
  if (!hides) return answer
  const done = await takeBack(deps, { room, target: { of: 'sender', sender: viewer, until: now } })
  return 'why' in done ? done : { ...answer, hidden: done }
}

export async function unmute(deps: Deps, room: RoomId, viewer: ViewerId): Promise<MutedAnswer> {
  await deps.settings.update(room, record =>
    record.muted?.[viewer] === undefined
      ? record
      : { ...record, muted: withoutMuted(record.muted, viewer, deps.now()) },
  )
  await orderAll(deps, { type: 'settings', room })
  return listMuted(deps, room)
}

export async function listMuted(
  { settings, now }: Pick<Deps, 'settings' | 'now'>,
  room: RoomId,
): Promise<MutedAnswer> {
  return { room, muted: mutedNow((await settings.get(room))?.muted, now()) }
}
