// Changing a room while it runs: the record is changed, every edge is told to read it again,
// and the answer is what is in force now. Edges carry the order out within a tick.

import type { RoomId } from '../engine/ids.ts'
import type { RoomSettings } from '../engine/room.ts'
import { settingsOf } from '../engine/room-defaults.ts'
import type { AdminDeps } from './deps.ts'
import { orderAll } from './orders-to-all.ts'

export type InForce = {
  readonly room: RoomId
  /** Grows by one with every change. */
  readonly version: number
  readonly settings: RoomSettings
}

/** A room of which nobody has heard yet may be set up before its first stream. */
export async function changeRoom(
  deps: Pick<AdminDeps, 'settings' | 'edges' | 'orders'>,
  room: RoomId,
  change: Partial<RoomSettings>,
): Promise<InForce> {
  const record = await deps.settings.update(room, before => ({
    ...before,
    changed: { ...before.changed, ...change },
  }))
  await orderAll(deps, { type: 'settings', room })
  return { room, version: record.version, settings: settingsOf(record) }
}
