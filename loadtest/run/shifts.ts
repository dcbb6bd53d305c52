// When the server changed how it works: its gear, and the step of the ladder it degrades by.
// Pure.

import type { Sample } from '../result.ts'
import type { Happened } from './happenings.ts'

const WATCHED = ['gear', 'ladder'] as const

export function shiftsOf(timeline: readonly Sample[]): Happened[] {
  return timeline.flatMap((sample, n) => {
    const before = timeline[n - 1]?.server
    return WATCHED.flatMap(one => {
      const [from, to] = [before?.[one], sample.server[one]]
      const changed = from !== undefined && to !== undefined && from !== to
      return changed ? [{ second: sample.second, text: `${one} ${from} → ${to}` }] : []
    })
  })
}
