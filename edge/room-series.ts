// What each room was told, as series that a monitor can keep: the rooms with most viewers by
// their names, and all others together as `*`, so that there are never more series than that.
//
// Series only grow, also when a room comes among the named or leaves them: a room counts under
// its own name for as long as it has it, and under `*` before and after.

import type { RoomId } from '../engine/ids.ts'
import type { LiveRoom } from './live-room.ts'
import { addTotals, newTotals, type Totals } from './totals.ts'

/** Each room is some twenty series. */
const MOST_NAMED = 20
export const OTHERS = '*'
/** A room that is named stays so until another has a quarter more viewers. */
const STAYS = 1.25
/** One scrape reads several tables, within some ms. */
const SAME_SCRAPE_MS = 100

type Named = {
  readonly room: LiveRoom
  /** What it had been told when it was named. */
  readonly before: Totals
}

export class RoomSeries {
  readonly #rooms: () => Iterable<LiveRoom>
  readonly #whole: Totals
  readonly #named = new Map<RoomId, Named>()
  /** Rooms that were there at an earlier look. */
  readonly #seen = new WeakSet<LiveRoom>()
  /** What was told under names that are not given any more. */
  readonly #retired = newTotals()
  #series: ReadonlyMap<string, Totals> = new Map()
  #lookedAt = Number.NEGATIVE_INFINITY

  /** @param whole of all rooms, those that were let go of too */
  constructor(rooms: () => Iterable<LiveRoom>, whole: Totals) {
    this.#rooms = rooms
    this.#whole = whole
  }

  /** @param now by a clock that nobody sets, in ms */
  look(now: number): ReadonlyMap<string, Totals> {
    if (now - this.#lookedAt < SAME_SCRAPE_MS) return this.#series
    this.#lookedAt = now
    this.#nameAnew()
    this.#series = this.#told()
    return this.#series
  }

  #nameAnew(): void {
    const weight = (room: LiveRoom) =>
      room.sessions.length * (this.#named.get(room.id)?.room === room ? STAYS : 1)
    const rooms = [...this.#rooms()]
    const top = rooms.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_NAMED)
    for (const [id, named] of this.#named)
      if (!top.includes(named.room)) {
        addTotals(this.#retired, grown(named))
        this.#named.delete(id)
      }
    for (const room of top)
      if (!this.#named.has(room.id)) this.#named.set(room.id, { room, before: this.#toldOf(room) })
    for (const room of rooms) this.#seen.add(room)
  }

  /** What of a room others have been told under `*`: of one that is new, nothing. */
  #toldOf(room: LiveRoom): Totals {
    return this.#seen.has(room) ? addTotals(newTotals(), room.totals) : newTotals()
  }

  #told(): Map<string, Totals> {
    const series = new Map<string, Totals>()
    const others = addTotals(addTotals(newTotals(), this.#whole), this.#retired, -1)
    for (const [id, named] of this.#named) {
      const own = grown(named)
      series.set(id, own)
      addTotals(others, own, -1)
    }
    return series.set(OTHERS, others)
  }
}

function grown({ room, before }: Named): Totals {
  return addTotals(addTotals(newTotals(), room.totals), before, -1)
}
