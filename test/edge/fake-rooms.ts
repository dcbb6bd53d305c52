// Rooms as an edge holds them, with people in them and nothing behind them.

import type { Connection } from '../../edge/connection.ts'
import { LiveRoom } from '../../edge/live-room.ts'
import type { Held, LiveRooms } from '../../edge/live-rooms.ts'
import { type Line, Session, type Viewer } from '../../edge/session.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { NOBODY } from '../../engine/placement/spreads.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import type { ServerFrame } from '../../engine/wire/frames.ts'
import { STREAM } from '../fixtures/message.ts'

export type Told = { readonly viewer: ViewerId; readonly frame: ServerFrame }

export class FakeRooms {
  readonly held = new Map<RoomId, Held>()
  /** Everything that anybody was told. */
  readonly told: Told[] = []

  /** A room with so many people, who came at `cameAt`; and with others on other edges. */
  room(
    name: string,
    people: number,
    {
      cameAt = 0,
      elsewhere = {},
      width = 1,
    }: { cameAt?: number; elsewhere?: Record<string, number>; width?: number } = {},
  ): LiveRoom {
    const id = name as RoomId
    const room = new LiveRoom(
      { room: id, version: 1, stream: { id: STREAM } } as ConstructorParameters<typeof LiveRoom>[0],
      ROOM_DEFAULTS,
    )
    for (let n = 0; n < people; n++) this.sit(room, `${name}-${n}`, { cameAt })
    const edges = new Map(Object.entries(elsewhere)) as Map<EdgeId, number>
    room.spread = { ...NOBODY, width, edges }
    this.held.set(id, { room } as unknown as Held)
    return room
  }

  sit(
    room: LiveRoom,
    name: string,
    {
      cameAt = 0,
      pinned = false,
      level,
    }: { cameAt?: number; pinned?: boolean; level?: number } = {},
  ): Session {
    const id = name as ViewerId
    const tell = (frame: ServerFrame) => void this.told.push({ viewer: id, frame })
    const viewer: Viewer = {
      ...{ id, name, role: 'viewer', guest: true, pinned },
      ...(level === undefined ? {} : { level }),
    }
    const connection = { cameAt, tell } as unknown as Connection<Session>
    const session = new Session(connection as Line, room.id, viewer, 0)
    room.add(session)
    return session
  }

  get rooms(): LiveRooms {
    const { held } = this
    return { all: () => held.values(), get: (id: RoomId) => held.get(id) } as unknown as LiveRooms
  }
}
