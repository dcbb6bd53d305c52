// Which of a room's edges somebody who joins is sent to: the nearest, of those the least loaded,
// and in any case none that has much more of this room than the others. By hash alone the
// fullest of a room's edges would have 1.4 times the mean of its viewers. Pure.

import type { EdgeId } from '../ids.ts'

export type Candidate = {
  readonly id: EdgeId
  readonly region: string
  /** Clients it has, as a share of what it takes. */
  readonly load: number
  /** How many of them are in this room. */
  readonly ofRoom: number
}

/** An edge that has this much more of a room than the mean is given no more of it. */
const FULL_SHARE = 1.1
/** Among so few people shares mean nothing. */
const FEW = 20

/** Best first. */
export function inOrder(candidates: readonly Candidate[], region = ''): Candidate[] {
  const most = fullFrom(candidates)
  const rank = (one: Candidate): readonly number[] => [
    one.load >= 1 ? 1 : 0,
    region !== '' && one.region !== region ? 1 : 0,
    one.ofRoom >= most ? 1 : 0,
    one.load,
    one.ofRoom,
  ]
  const ranked = candidates.map(one => [one, rank(one)] as const)
  return ranked.sort(([, a], [, b]) => compare(a, b)).map(([one]) => one)
}

function fullFrom(candidates: readonly Candidate[]): number {
  const total = candidates.reduce((sum, { ofRoom }) => sum + ofRoom, 0)
  return Math.max(FEW, (FULL_SHARE * total) / candidates.length)
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, rank] of a.entries()) if (rank !== b[at]) return rank - (b[at] as number)
  return 0
}
