// Asks for this edge's part of its rooms' budgets, a few times a second, for all rooms in which
// somebody speaks at once. Nobody waits for the answer: messages are let through out of what is
// in hand (engine/uplink/pace.ts). While nobody answers, an edge has its own share of each
// room's rate: one of as many as the room has edges.

import type { Now } from '../engine/clock.ts'
import type { EdgeId } from '../engine/ids.ts'
import type { BudgetAsk, Budgets } from '../engine/ports/budgets.ts'
import { answered, ask, isQuiet } from '../engine/uplink/allotment.ts'
import type { RoomBudget } from '../engine/uplink/step.ts'
import { type EdgeCounts, tally } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'

export type AllowancesParts = {
  readonly rooms: Pick<LiveRooms, 'all'>
  readonly budgets: Pick<Budgets, 'exchange'>
  readonly edge: EdgeId
  readonly edgesOf: (room: LiveRoom) => readonly EdgeId[]
  readonly counts: Pick<EdgeCounts, 'roomBudget'>
  readonly now: Now
}

type Drawing = { readonly room: LiveRoom; readonly budget: RoomBudget }

export class Allowances {
  readonly #parts: AllowancesParts

  constructor(parts: AllowancesParts) {
    this.#parts = parts
  }

  /** One that fails is counted: what is in hand runs out, and then there is the own share. */
  async beat(): Promise<void> {
    const drawings = [...this.#drawings()]
    if (drawings.length === 0) return
    try {
      await this.#exchange(drawings)
    } catch {
      tally(this.#parts.counts.roomBudget, 'unanswered', drawings.length)
    }
  }

  /** Rooms in which somebody speaks, and those that still hold what they need no more. */
  *#drawings(): Iterable<Drawing> {
    const now = this.#parts.now()
    for (const { room } of this.#parts.rooms.all()) {
      const { budget } = room.uplink
      if (!budget || (isQuiet(budget.held, now) && budget.held.until <= now)) continue
      budget.share = 1 / Math.max(1, this.#parts.edgesOf(room).length)
      this.#count(budget)
      yield { room, budget }
    }
  }

  async #exchange(drawings: readonly Drawing[]): Promise<void> {
    const { budgets, edge, now } = this.#parts
    const asks = drawings.map(drawing => askOf(drawing, now()))
    const lots = await budgets.exchange(edge, asks)
    for (const [index, { room, budget }] of drawings.entries()) {
      const [lot, asked] = [lots[index], asks[index]]
      if (!lot || !asked) continue
      if (asked.want.low > 0) {
        answered(budget.held, lot, { now: now(), everyMs: budget.everyMs })
        room.uplink.tokens = { left: 0, at: now() } // the own share begins when this runs out
      } else room.uplink.tokens = undefined // who speaks next finds all of the own share
    }
  }

  #count({ held }: RoomBudget): void {
    const { roomBudget } = this.#parts.counts
    if (held.refused > 0) tally(roomBudget, 'refused', held.refused)
    if (held.ownShare > 0) tally(roomBudget, 'own_share', held.ownShare)
    held.refused = 0
    held.ownShare = 0
  }
}

function askOf({ room, budget }: Drawing, now: number): BudgetAsk {
  const { held, share } = budget
  return { room: room.id, rate: room.settings.pace.room, share, ...ask(held, now) }
}
