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
    const rooms = [...(await this.#parts.presence.report())]
    await this.#recountAll(rooms.flatMap(room => this.#parts.rooms.get(room) ?? []))
  }

  async recountOld(): Promise<void> {
    const { rooms, now, pollMs } = this.#parts
    const isOld = ({ room }: Held) => now() - room.countedAt >= pollMs
    await this.#recountAll([...rooms.all()].filter(isOld))
  }

  /** Each has its turn: what knows of one may be away, and what knows of the next may not. */
  async #recountAll(all: readonly Held[]): Promise<void> {
    const failures: unknown[] = []
    for (const held of all) await this.#recount(held).catch(failure => failures.push(failure))
    if (failures.length > 0) throw failures[0]
  }

  async #recount(held: Held): Promise<void> {
    const { rooms, spreads, now } = this.#parts
    held.room.countedAt = now()
    rooms.counted(held, await spreads.ask(held.room.id))
  }
}
