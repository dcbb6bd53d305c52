// A lane as operators see it: what its partitions tell, taken together.

import type { Lane } from '../partition.ts'
import type { LaneReport, LanesNow } from '../ports/lanes.ts'
import type { Gear } from './gear.ts'

export type LaneState = {
  readonly lane: Lane
  readonly gear: Gear
  /** The gear an operator has pinned. */
  readonly pinned?: Gear
  /** Age of the oldest message that waits; 0 when none does. */
  readonly lagMs: number
  /** Messages that wait, less those that are being written. */
  readonly waiting: number
  /** Writes under way. */
  readonly writers: number
  /** How many writers in order what comes in now would keep busy. */
  readonly load: number
}

/** Of every lane that is told of, has left first gear or is pinned, in order of their names. */
export function laneStates({ reports, gears, pins }: LanesNow): LaneState[] {
  const states = new Map<Lane, LaneState>()
  for (const lane of [...gears.keys(), ...pins.keys()]) states.set(lane, calm(lane))
  for (const report of reports)
    states.set(report.lane, together(states.get(report.lane) ?? calm(report.lane), report))

  const names = [...states.keys()].sort()
  return names.map(lane => {
    const pinned = pins.get(lane)
    const gear = gears.get(lane) ?? 1
    return { ...(states.get(lane) as LaneState), gear, ...(pinned ? { pinned } : {}) }
  })
}

function calm(lane: Lane): LaneState {
  return { lane, gear: 1, lagMs: 0, waiting: 0, writers: 0, load: 0 }
}

function together(state: LaneState, { lagMs, waiting, writers, load }: LaneReport): LaneState {
  return {
    ...state,
    lagMs: Math.max(state.lagMs, lagMs),
    waiting: state.waiting + waiting,
    writers: state.writers + writers,
    load: state.load + load,
  }
}

/** Those that an operator would look at first: the highest gear, and of that the furthest behind. */
export function topLanes(states: readonly LaneState[], most: number): readonly LaneState[] {
  const worst = states.toSorted((a, b) => b.gear - a.gear || b.lagMs - a.lagMs)
  return worst.slice(0, most)
}
