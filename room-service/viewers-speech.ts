// What viewers say over HTTP, with their tickets: those who are not on an edge. It climbs the
// same steps as on an edge, and the log takes it; what was said twice is one message anywhere.

import type { Now } from '../engine/clock.ts'
import { isCid, type MessageId, type RoomId } from '../engine/ids.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { Refused } from '../engine/refusal.ts'
import { settingsOf } from '../engine/room-defaults.ts'
import type { Speakers } from '../engine/uplink/speakers.ts'
import { spoken, type Words } from '../engine/uplink/spoken.ts'
import type { Tickets } from '../http/ticket.ts'
import type { RoomRecords } from './room-records.ts'
import type { SpeechPaces } from './speech-paces.ts'

export type ViewersSpeechParts = {
  readonly records: RoomRecords
  readonly speakers: Speakers
  readonly paces: Pick<SpeechPaces, 'of'>
  readonly spreads: Pick<Spreads, 'of'>
  readonly tickets: Tickets
  readonly now: Now
}

export class ViewersSpeech {
  readonly #parts: ViewersSpeechParts

  constructor(parts: ViewersSpeechParts) {
    this.#parts = parts
  }

  async say(
    room: RoomId,
    ticket: string | undefined,
    words: Words,
  ): Promise<{ readonly cid: string; readonly id: MessageId } | Refused> {
    const { records, speakers, tickets, paces, spreads } = this.#parts
    const now = this.#parts.now()
    const claims = tickets.verify(ticket, { room, now })
    if ('why' in claims) return { why: claims.why }
    if (!isCid(words.cid)) return { why: 'badCid' }
    const record = await records.fresh(room)
    if (!record?.stream) return { why: 'unknownRoom' }
    const { id: stream, closedAt } = record.stream
    const message = spoken(words, claims, { stream, at: now })
    const settings = settingsOf(record)
    const { width } = await spreads.of(room)
    const refused = await speakers.say(message, {
      now,
      open: closedAt === undefined,
      settings,
      room: paces.of(room, settings, width),
      mutedUntil: record.muted?.[claims.viewer],
    })
    return refused ?? { cid: words.cid, id: message.id }
  }
}
