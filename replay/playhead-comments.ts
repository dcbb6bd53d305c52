// A viewer of a replay comments at the playhead: it climbs the same steps as in the room, and is
// laid over the archive, so that whoever plays the stream later sees it at its moment.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import { isCid, type MessageId, type RoomId, type StreamId } from '../engine/ids.ts'
import type { Message } from '../engine/message.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { Refused } from '../engine/refusal.ts'
import type { RoomRecord } from '../engine/room.ts'
import { newRoom, settingsOf } from '../engine/room-defaults.ts'
import type { Speakers } from '../engine/uplink/speakers.ts'
import { spoken, type Words } from '../engine/uplink/spoken.ts'
import type { RoomState } from '../engine/uplink/step.ts'
import type { TicketClaims, TicketRefused } from '../http/ticket.ts'
import type { Outlines } from './outlines.ts'
import { timelineOf } from './timeline.ts'

export type PlayheadParts = {
  readonly outlines: Outlines
  readonly settings: Pick<Settings, 'get'>
  readonly speakers: Speakers
  readonly check: (ticket: string | undefined, room: RoomId) => TicketClaims | TicketRefused
  readonly now: Now
}

export type Comment = Words & {
  readonly ticket?: string | undefined
  /** The playhead, ms since the stream opened. */
  readonly at: number
}

/** Streams whose pace as a whole is known. */
const KNOWN_STREAMS = 10_000

export class PlayheadComments {
  readonly #parts: PlayheadParts
  readonly #paces = new LRUCache<StreamId, RoomState>({ max: KNOWN_STREAMS })

  constructor(parts: PlayheadParts) {
    this.#parts = parts
  }

  async say(stream: StreamId, comment: Comment): Promise<{ readonly id: MessageId } | Refused> {
    const { outlines, settings, check, now } = this.#parts
    const outline = await outlines.get(stream)
    if (!outline) return { why: 'unknownStream' }
    const { live, reachesMs } = timelineOf(outline, now())
    if (live) return { why: 'badValue', detail: 'the stream is on: speak in its room' }
    if (outline.info.tier === 'deleted') return { why: 'deleted' }
    const { room } = outline.info
    const claims = check(comment.ticket, room)
    if ('why' in claims) return { why: claims.why }
    if (!isCid(comment.cid)) return { why: 'badCid' }
    if (comment.at > reachesMs) return { why: 'badRange', detail: `at: up to ${reachesMs}` }
    const record = (await settings.get(room)) ?? newRoom(room)
    const at = outline.info.openedAt + comment.at
    return this.#climb(spoken(comment, claims, { stream, at }), record)
  }

  async #climb(
    message: Message,
    record: RoomRecord,
  ): Promise<{ readonly id: MessageId } | Refused> {
    const { speakers, now } = this.#parts
    const settings = settingsOf(record)
    const open = settings.replayComments
    const mutedUntil = record.muted?.[message.from.id]
    const room = this.#paceOf(message.stream)
    const refused = await speakers.say(message, { now: now(), open, settings, room, mutedUntil })
    return refused ?? { id: message.id }
  }

  #paceOf(stream: StreamId): RoomState {
    const pace = this.#paces.get(stream) ?? { tokens: undefined }
    this.#paces.set(stream, pace)
    return pace
  }
}
