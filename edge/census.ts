// How many people each room has, over all edges: asked of the member store after something of
// ours was told there, and every few seconds for who came and went on other edges.

import type { Now } from '../engine/clock.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { Held, LiveRooms } from './live-rooms.ts'
import type { Presence } from './presence.ts'

export type CensusParts = {
  readonly rooms: LiveRooms
  readonly presence: Presence
  readonly spreads: Pick<Spreads, 'ask'>
  /** A count is no older than this. */
  readonly pollMs: number
  readonly now: Now
}

export class Census {
  readonly #parts: CensusParts

  constructor(parts: CensusParts) {
    this.#parts = parts
  }

  /** Tells who came and went here, and counts their rooms. */
  async report(): Promise<void> {
    for (const room of await this.#parts.presence.report()) {
      const held = this.#parts.rooms.get(room)
      if (held) await this.#recount(held)
    }
  }

  async recountOld(): Promise<void> {
    const { rooms, now, pollMs } = this.#parts
    for (const held of [...rooms.all()])
      if (now() - held.room.countedAt >= pollMs) await this.#recount(held)
  }

  async #recount(held: Held): Promise<void> {
    const { rooms, spreads, now } = this.#parts
    held.room.countedAt = now()
    rooms.counted(held, await spreads.ask(held.room.id))
  }
}
