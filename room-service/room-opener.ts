// Opens rooms for those who are the first to join them. Of many who come at once one opens it and
// the others find it open; and no address opens more than so many in an hour.

import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import type { OpenStream } from '../engine/room.ts'
import type { Openings } from './openings.ts'

export type RoomOpenerParts = {
  readonly openings: Openings
  readonly openStream: (room: RoomId) => Promise<OpenStream>
  readonly now: Now
}

export class RoomOpener {
  readonly #parts: RoomOpenerParts
  readonly #opening = new Map<RoomId, Promise<OpenStream>>()

  constructor(parts: RoomOpenerParts) {
    this.#parts = parts
  }

  /** @param address of whom it counts for; nobody's, when the application asks */
  async open(room: RoomId, address: string | undefined): Promise<OpenStream | Refused> {
    const opening = this.#opening.get(room)
    if (opening) return opening
    const { openings, openStream, now } = this.#parts
    const retryMs = address === undefined ? 0 : openings.take(address, now())
    if (retryMs > 0) return { why: 'tooManyRooms', retryMs }
    const opened = openStream(room).finally(() => this.#opening.delete(room))
    this.#opening.set(room, opened)
    return opened
  }
}
