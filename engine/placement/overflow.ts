// Who of a room has to move from an edge, and where to: all, when the room is not the edge's
// any more; what is above a fair share, when it has spread. Pure, and of one plan: each edge fills
// its own part of what every other lacks, so that none is given too much when all move at once.

import type { EdgeId } from '../ids.ts'

/**
 * Of the mean: what an edge has above it moves. No edge is to have 1.25 times the mean, and until
 * it is looked at again some more may come; whoever joins levels the rest, as choose.ts says.
 */
export const FAIR_SHARE = 1.2
/** Among so few people shares mean nothing. */
const FEW = 20

/** How many to send to whom. */
export type Overflow = ReadonlyMap<EdgeId, number>

const NOBODY: Overflow = new Map()

/**
 * @param self the edge that asks
 * @param place the room's edges, all of them up
 * @param counts how many of the room each edge has; of `self` as it knows it
 */
export function overflow(
  self: EdgeId,
  place: readonly EdgeId[],
  counts: ReadonlyMap<EdgeId, number>,
): Overflow {
  const here = counts.get(self) ?? 0
  if (here === 0 || place.length === 0) return NOBODY
  if (!place.includes(self)) return dealtOut(here, self, place, counts)
  const fair = Math.max(FEW, Math.ceil((FAIR_SHARE * totalOf(counts)) / place.length))
  return here <= fair ? NOBODY : dealtOut(here - fair, self, place, counts)
}

/** So many over these, to each as much as it lacks of the mean in proportion to the others. */
function dealtOut(
  many: number,
  self: EdgeId,
  place: readonly EdgeId[],
  counts: ReadonlyMap<EdgeId, number>,
): Overflow {
  const mean = totalOf(counts) / place.length
  const others = fromOneOn(self, place)
  const lacks = others.map(edge => Math.max(0, mean - (counts.get(edge) ?? 0)))
  const all = lacks.reduce((sum, lack) => sum + lack, 0)
  const dealt = new Map<EdgeId, number>()
  let [filled, given] = [0, 0]
  for (const [at, edge] of others.entries()) {
    filled += lacks[at] as number
    const upToHere = Math.round((many * filled) / all)
    if (upToHere > given) dealt.set(edge, upToHere - given)
    given = upToHere
  }
  return dealt
}

/** The others, each edge beginning elsewhere: what is rounded up is not the same ones' for all. */
function fromOneOn(self: EdgeId, place: readonly EdgeId[]): readonly EdgeId[] {
  const others = place.filter(edge => edge !== self)
  const first = others.findIndex(edge => edge > self)
  return first <= 0 ? others : [...others.slice(first), ...others.slice(0, first)]
}

function totalOf(counts: ReadonlyMap<EdgeId, number>): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}
