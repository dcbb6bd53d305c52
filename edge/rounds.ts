// What an edge does beside holding viewers, again and again: it takes its part of rooms' budgets,
// says what is to be said in all rooms, and tells what was shown.

import { Allowances } from '../engine/uplink/allowances.ts'
import type { Beats } from './beats.ts'
import { type Broadcast, Broadcasts } from './broadcasts.ts'
import { tally } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { EdgeParts } from './parts.ts'
import type { Place } from './place.ts'
import { Tallying } from './tallying.ts'

/** A broadcast is spread to within this; nobody sees the difference. */
const BROADCAST_MS = 100
const TALLY_MS = 1_000

export class Rounds {
  readonly #parts: EdgeParts
  readonly #allowances: Allowances<LiveRoom>
  readonly #broadcasts: Broadcasts
  readonly #tallying: Tallying

  constructor(parts: EdgeParts, rooms: LiveRooms, place: Pick<Place, 'edgesOf'>) {
    this.#parts = parts
    const { options, counts, now, steps, budgets, tallies } = parts
    const own = { rooms, counts, now, edge: options.id }
    this.#allowances = new Allowances({
      ...{ rooms, budgets, now, edge: options.id },
      // People sit beside its place too: pinned ones, and those whose edge has gone.
      shareOf: room => 1 / Math.max(1, place.edgesOf(room).length, room.spread.edges.size),
      count: (what, times) => tally(counts.roomBudget, what, times),
    })
    this.#broadcasts = new Broadcasts({ ...own, steps })
    this.#tallying = new Tallying({ ...own, tallies })
  }

  begin({ every }: Pick<Beats, 'every'>): void {
    const { budgetMs, leaseMs } = this.#parts.options
    every(budgetMs, () => this.#allowances.beat())
    every(BROADCAST_MS, () => this.#broadcasts.beat())
    every(Math.min(TALLY_MS, leaseMs / 3), () => this.#tallying.report())
  }

  broadcast(broadcast: Broadcast): void {
    this.#broadcasts.begin(broadcast)
  }

  end(): Promise<void> {
    return this.#tallying.leave()
  }
}
