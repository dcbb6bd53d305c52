// Who of a room has to move from an edge, and where to: all, when the room is not the edge's
// any more; what is above a fair share, when it has spread. Pure, so every edge comes to its own
// part of one plan.

import type { EdgeId } from '../ids.ts'

/** Above the mean by this much an edge gives some of a room away; less is not worth a reconnect. */
const UNFAIR = 1.25
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
  if (!place.includes(self)) return dealtOut(here, place, counts)
  const total = place.reduce((sum, edge) => sum + (counts.get(edge) ?? 0), 0)
  const mean = Math.ceil(total / place.length)
  if (place.length === 1 || here <= Math.max(FEW, UNFAIR * mean)) return NOBODY
  const others = place.filter(edge => edge !== self)
  return dealtOut(here - mean, others, counts)
}

/** So many over these, so that the emptiest get most and all end up alike. */
function dealtOut(
  many: number,
  edges: readonly EdgeId[],
  counts: ReadonlyMap<EdgeId, number>,
): Overflow {
  const level = levelOf(many, edges, counts)
  const dealt = new Map<EdgeId, number>()
  let left = many
  for (const edge of edges) {
    const room = Math.min(left, Math.max(0, Math.ceil(level - (counts.get(edge) ?? 0))))
    if (room > 0) dealt.set(edge, room)
    left -= room
  }
  return dealt
}

/** Up to where they fill when so many come: poured like water, into the emptiest first. */
function levelOf(
  many: number,
  edges: readonly EdgeId[],
  counts: ReadonlyMap<EdgeId, number>,
): number {
  const heights = edges.map(edge => counts.get(edge) ?? 0).sort((a, b) => a - b)
  let sum = many
  for (const [index, height] of heights.entries()) {
    sum += height
    const level = sum / (index + 1)
    const next = heights[index + 1]
    if (next === undefined || level <= next) return level
  }
  return 0
}
