// Several edges that draw on one room's budget, each at moments of its own, on a clock that is
// turned: what they let through.

import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { Budgets } from '../../engine/ports/budgets.ts'
import type { Rate } from '../../engine/room.ts'
import { answered, ask, newAllotment } from '../../engine/uplink/allotment.ts'
import { pace } from '../../engine/uplink/pace.ts'
import type { RoomState } from '../../engine/uplink/step.ts'
import { context, message, step } from '../engine/uplink/climbing.ts'

/** Messages a second that each edge is asked for, at this second. */
export type Load = (second: number) => readonly number[]

export type Drawn = {
  readonly room: RoomId
  readonly rate: Rate
  readonly load: Load
  /** Turns the clock and tells what it says. */
  readonly turn: (ms: number) => number
  readonly everyMs: number
}

const SECONDS = 12
const STEP_MS = 5
const SENDERS_MAY = { burst: 1_000_000, perSecond: 1_000_000 }

/** What all edges together let through, in each second. */
export async function letThrough(budgets: Budgets, drawn: Drawn): Promise<readonly number[]> {
  const { room, rate, load, turn, everyMs } = drawn
  const edges = load(0).map((_, index, { length }) => ({
    id: `edge${index}` as EdgeId,
    /** Where in its time it asks; two of them nearly at once. */
    phase: index === 1 ? STEP_MS : Math.floor((index * everyMs) / length / STEP_MS) * STEP_MS,
    state: { tokens: undefined, budget: { held: newAllotment(), share: 1 / length, everyMs } },
    owed: 0,
  }))
  const perSecond: number[] = []
  for (let ms = 0; ms < SECONDS * 1_000; ms += STEP_MS) {
    const now = turn(STEP_MS)
    const second = Math.floor(ms / 1_000)
    for (const [index, edge] of edges.entries()) {
      edge.owed += ((load(second)[index] ?? 0) * STEP_MS) / 1_000
      for (; edge.owed >= 1; edge.owed--)
        if (passes(edge.state, rate, now)) perSecond[second] = (perSecond[second] ?? 0) + 1
      if (ms % everyMs === edge.phase) await exchange(budgets, edge, { room, rate, now })
    }
  }
  return perSecond
}

function passes(room: RoomState, rate: Rate, now: number): boolean {
  const given = context({ now, room }, { pace: { viewer: SENDERS_MAY, room: rate } })
  return !('why' in step(pace, message(), given))
}

async function exchange(
  budgets: Budgets,
  { id, state }: { readonly id: EdgeId; readonly state: Required<Pick<RoomState, 'budget'>> },
  { room, rate, now }: { readonly room: RoomId; readonly rate: Rate; readonly now: number },
): Promise<void> {
  const { held, share, everyMs } = state.budget
  const [lot] = await budgets.exchange(id, [{ room, rate, share, ...ask(held, now) }])
  if (lot) answered(held, lot, { now, everyMs })
}
