// Tells what viewers of this edge were shown: its busiest rooms by name, and all together.

import type { Now } from '../engine/clock.ts'
import type { EdgeId } from '../engine/ids.ts'
import type { Tallies, Tally, Told } from '../engine/ports/tallies.ts'
import type { EdgeCounts } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'

/** Some 15 kB; an operator who looks at a smaller room looks at a room that needs no looking. */
export const MOST_NAMED = 100

export type TallyingParts = {
  readonly rooms: Pick<LiveRooms, 'all'>
  readonly tallies: Pick<Tallies, 'report' | 'leave'>
  readonly edge: EdgeId
  readonly counts: Pick<EdgeCounts, 'shown' | 'withheld' | 'deliveredMessages'>
  readonly now: Now
}

export class Tallying {
  readonly #parts: TallyingParts
  readonly #since: number

  constructor(parts: TallyingParts) {
    this.#parts = parts
    this.#since = parts.now()
  }

  async report(): Promise<void> {
    await this.#parts.tallies.report(this.#parts.edge, this.#told())
  }

  async leave(): Promise<void> {
    await this.#parts.tallies.leave(this.#parts.edge)
  }

  #told(): Told {
    const { rooms, counts } = this.#parts
    const { shown, withheld, deliveredMessages } = counts
    const named = busiest([...rooms.all()].map(({ room }) => room))
    const all = { shown, withheld, deliveries: deliveredMessages, since: this.#since }
    return {
      rooms: new Map(named.map(room => [room.id, tallyOf(room)])),
      all: structuredClone(all),
    }
  }
}

function busiest(rooms: readonly LiveRoom[]): readonly LiveRoom[] {
  if (rooms.length <= MOST_NAMED) return rooms
  const said = ({ totals: { shown, withheld } }: LiveRoom): number =>
    [shown, withheld].flatMap(Object.values<number>).reduce((sum, one) => sum + one, 0)
  const ranked = rooms.map(room => [room, said(room)] as const).sort(([, a], [, b]) => b - a)
  return ranked.slice(0, MOST_NAMED).map(([room]) => room)
}

function tallyOf({ totals, since }: LiveRoom): Tally {
  const { shown, withheld, deliveredMessages: deliveries } = totals
  return { shown: { ...shown }, withheld: { ...withheld }, deliveries, since }
}
