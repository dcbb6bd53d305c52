// What holds in a room of which nobody has said anything else.

import { DANMAKU } from './message.ts'
import type { RoomRecord, RoomSettings } from './room.ts'

const VIEWER_KINDS = [DANMAKU, 'like']

export const ROOM_DEFAULTS: RoomSettings = {
  // A person reads 5–10 comments a second; a small room wants to see them all.
  quota: [
    {
      members: 0,
      perSecond: 200,
      shares: { whitelist: 0.4, high: 0.3, low: 0.3 },
      reachBack: 50,
    },
    {
      members: 1_000,
      perSecond: 100,
      shares: { whitelist: 0.4, high: 0.3, low: 0.3 },
      reachBack: 30,
    },
    {
      members: 10_000,
      perSecond: 50,
      shares: { whitelist: 0.4, high: 0.3, low: 0.3 },
      reachBack: 20,
    },
  ],
  priorities: [
    { kind: 'notice', priority: 'whitelist' },
    { kind: 'gift', priority: 'whitelist' },
    { kind: 'superchat', priority: 'whitelist' },
    { role: 'streamer', priority: 'whitelist' },
    { role: 'moderator', priority: 'high' },
    { kind: DANMAKU, minLevel: 20, priority: 'high' },
  ],
  kinds: {
    viewer: VIEWER_KINDS,
    member: VIEWER_KINDS,
    moderator: [...VIEWER_KINDS, 'notice'],
    streamer: [...VIEWER_KINDS, 'notice'],
  },
  pace: {
    viewer: { burst: 5, perSecond: 1 },
    room: { burst: 2_000, perSecond: 1_000 },
  },
  screening: {
    bannedWords: [],
    onBanned: 'refuse',
    repeatMs: 5_000,
    floodCount: 30,
    floodMs: 30_000,
  },
  tickMs: 1_000,
  enterNotices: true,
  ladder: 'auto',
  replayComments: false,
}

/** A room's settings in force: what was changed for it over the defaults. */
export function settingsOf(
  record: Pick<RoomRecord, 'changed'>,
  defaults: RoomSettings = ROOM_DEFAULTS,
): RoomSettings {
  return { ...defaults, ...record.changed }
}

/** A room of which nothing has been said yet. */
export function newRoom(room: RoomRecord['room']): RoomRecord {
  return { room, changed: {}, version: 0 }
}
