// Which of a room's edges somebody who joins is sent to: the nearest, of those the least loaded,
// and in any case none that has much more of this room than the others. By hash alone the
// fullest of a room's edges would have 1.4 times the mean of its viewers. Pure.

import type { EdgeId } from '../ids.ts'
import { FAIR_SHARE } from './overflow.ts'

export type Candidate = {
  readonly id: EdgeId
  readonly region: string
  /** Clients it has, as a share of what it takes. */
  readonly load: number
  /** How many of them are in this room. */
  readonly ofRoom: number
}

/** Where to go next when an edge is gone; more of them only make a ticket long. */
export const MOST_ADDRESSES = 4
/** An edge that has this much more of a room than the mean is given no more of it. */
const FULL_SHARE = 1.1
/** Among so few people shares mean nothing. */
const FEW = 20

export type Wish = {
  /** Where the viewer is; '' when nobody said. */
  readonly region: string
  /** So many; every one of them is looked at, and the rest of a wide room's are not sorted. */
  readonly many: number
}

/** The best, best first. */
export function bestOf(candidates: readonly Candidate[], { region, many }: Wish): Candidate[] {
  const most = fullFrom(candidates)
  const best: Candidate[] = []
  for (const one of candidates) {
    const at = best.findLastIndex(other => !isBetter(one, other, most, region)) + 1
    if (at < many) best.splice(at, 0, one)
    if (best.length > many) best.pop()
  }
  return best
}

function isBetter(a: Candidate, b: Candidate, most: number, region: string): boolean {
  const differs =
    Number(a.load >= 1) - Number(b.load >= 1) ||
    Number(a.ofRoom >= most) - Number(b.ofRoom >= most) ||
    (region === '' ? 0 : Number(a.region !== region) - Number(b.region !== region)) ||
    a.load - b.load ||
    a.ofRoom - b.ofRoom
  return differs < 0
}

function fullFrom(candidates: readonly Candidate[]): number {
  const total = candidates.reduce((sum, { ofRoom }) => sum + ofRoom, 0)
  return Math.max(FEW, (FULL_SHARE * total) / candidates.length)
}

/**
 * Where to go when the best is gone. Then the ring puts the next edge, the spare, in its place.
 * While the room's few edges could not take one's viewers and be even, these go straight to where
 * they will sit; the many edges of a wide room can.
 * @param best some of the room's edges, best first
 * @param clockwise the room's edges by the ring, and the spare
 */
export function withSpare(
  best: readonly EdgeId[],
  clockwise: readonly EdgeId[],
  width: number,
): readonly EdgeId[] {
  const spare = clockwise.slice(width).filter(edge => !best.includes(edge))
  const straight = width / (width - 1) >= FAIR_SHARE ? 1 : best.length
  return [...best.slice(0, straight), ...spare, ...best.slice(straight)].slice(0, MOST_ADDRESSES)
}
