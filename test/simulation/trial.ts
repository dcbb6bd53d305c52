// One evening from its beginning, with edges that are added, killed and drained, and what was
// measured of it.

import { seeded } from '../fixtures/seeded.ts'
import { Evening, type Size } from './evening.ts'
import { fullestEdge, fullestOfARoom, readsSaved } from './figures.ts'

export type Change = 'add' | 'kill' | 'drain'

export type Figures = {
  /** Of all moments at rest the worst. */
  readonly fullestEdge: number
  readonly fullestOfARoom: number
  readonly readsSaved: number
  /** Who moved because edges came and went, and how many at least have to. */
  readonly moved: Readonly<Record<Change, number>>
  readonly ideal: Readonly<Record<Change, number>>
}

export type Trial = {
  readonly size: Size
  readonly seed: number
  readonly changes: readonly Change[]
  /** After each change, until everything is at rest again. */
  readonly restSeconds: number
}

export async function tryOut({ size, seed, changes, restSeconds }: Trial): Promise<Figures> {
  const evening = new Evening(size, seed)
  const random = seeded(seed)
  const seen: Pick<Figures, 'fullestEdge' | 'fullestOfARoom' | 'readsSaved'>[] = []
  const moved = { add: 0, kill: 0, drain: 0 }
  const ideal = { add: 0, kill: 0, drain: 0 }
  const rest = async () => {
    await evening.pass(restSeconds)
    seen.push(lookAt(evening))
  }

  await evening.begin()
  await rest()
  for (const change of changes) {
    const before = evening.moved
    ideal[change] += await make(change, evening, random)
    await rest()
    moved[change] += evening.moved - before
  }
  return {
    fullestEdge: Math.max(...seen.map(look => look.fullestEdge)),
    fullestOfARoom: Math.max(...seen.map(look => look.fullestOfARoom)),
    readsSaved: Math.min(...seen.map(look => look.readsSaved)),
    moved,
    ideal,
  }
}

/** How many times the ideal moved, over all changes or those of one kind. */
export function movedOverIdeal({ moved, ideal }: Figures, change?: Change): number {
  const sum = (of: Readonly<Record<Change, number>>) =>
    change ? of[change] : of.add + of.kill + of.drain
  return sum(moved) / sum(ideal)
}

export function told(figures: Figures): string {
  const { readsSaved: reads } = figures
  const over = (change?: Change) => movedOverIdeal(figures, change).toFixed(2)
  return [
    `the fullest edge has ${figures.fullestEdge.toFixed(2)} of the mean`,
    `the fullest of a room's edges ${figures.fullestOfARoom.toFixed(2)} of the room's`,
    `${over()} of the ideal moved (${over('add')} for an edge more, ${over('kill')} for one killed, ${over('drain')} for one drained)`,
    `${reads.toFixed(0)} times fewer reads than if every edge read every room`,
  ].join('; ')
}

/** @returns how many have to move: who sat there, or the share of an edge that is new */
async function make(change: Change, evening: Evening, random: () => number): Promise<number> {
  if (change === 'add') {
    await evening.add()
    return evening.sitting.everybody.length / evening.serving.length
  }
  const { serving } = evening
  const edge = serving[Math.floor(random() * serving.length)]
  return edge === undefined ? 0 : evening[change](edge)
}

function lookAt(evening: Evening) {
  return {
    fullestEdge: fullestEdge(evening),
    fullestOfARoom: fullestOfARoom(evening),
    readsSaved: readsSaved(evening),
  }
}
