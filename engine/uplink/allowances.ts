// Asks for this process's part of its rooms' budgets, a few times a second, for all rooms in which
// somebody speaks at once. Nobody waits for the answer: messages are let through out of what is
// in hand (pace.ts). While nobody answers, there is the own share of each room's rate.
//
// An edge asks for the rooms it holds, a room service for those in which somebody speaks without
// an edge.

import type { Now } from '../clock.ts'
import type { EdgeId, RoomId } from '../ids.ts'
import type { BudgetAsk, Budgets } from '../ports/budgets.ts'
import type { RoomSettings } from '../room.ts'
import { answered, ask, isQuiet } from './allotment.ts'
import type { RoomBudget, RoomState } from './step.ts'

/** A room as far as its budget goes. */
export type SpokenIn = {
  readonly id: RoomId
  readonly uplink: RoomState
  readonly settings: Pick<RoomSettings, 'pace'>
}

export type AllowancesParts<Room extends SpokenIn> = {
  readonly rooms: { all(): Iterable<{ readonly room: Room }> }
  readonly budgets: Pick<Budgets, 'exchange'>
  /** Who asks: no two processes by one name. */
  readonly edge: EdgeId
  /** This process's part of the room's rate while nobody hands out the budget: in (0, 1]. */
  readonly shareOf: (room: Room) => number
  /** Told what became of budgets: refused, let through on the own share, asked for and not answered. */
  readonly count: (what: 'refused' | 'own_share' | 'unanswered', times: number) => void
  readonly now: Now
}

type Drawing = { readonly room: SpokenIn; readonly budget: RoomBudget }

export class Allowances<Room extends SpokenIn> {
  readonly #parts: AllowancesParts<Room>

  constructor(parts: AllowancesParts<Room>) {
    this.#parts = parts
  }

  /** One that fails is counted: what is in hand runs out, and then there is the own share. */
  async beat(): Promise<void> {
    const drawings = [...this.#drawings()]
    if (drawings.length === 0) return
    try {
      await this.#exchange(drawings)
    } catch {
      this.#parts.count('unanswered', drawings.length)
    }
  }

  /** Rooms in which somebody speaks, and those that still hold what they need no more. */
  *#drawings(): Iterable<Drawing> {
    const now = this.#parts.now()
    for (const { room } of this.#parts.rooms.all()) {
      const { budget } = room.uplink
      if (!budget || (isQuiet(budget.held, now) && budget.held.until <= now)) continue
      budget.share = this.#parts.shareOf(room)
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
    const { count } = this.#parts
    if (held.refused > 0) count('refused', held.refused)
    if (held.ownShare > 0) count('own_share', held.ownShare)
    held.refused = 0
    held.ownShare = 0
  }
}

function askOf({ room, budget }: Drawing, now: number): BudgetAsk {
  const { held, share } = budget
  return { room: room.id, rate: room.settings.pace.room, share, ...ask(held, now) }
}
