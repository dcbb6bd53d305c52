// What is measured of an evening: how even, how often stores are read, how many were moved.

import type { Evening } from './evening.ts'

/** As the settings have it by default: a room with so many is read every tick, others at times. */
const BIG_FROM = 200
const BIG_READS = 1
const SMALL_READS = 1 / 3
/** Rooms with fewer on an edge are not hot. */
const HOT_SHARE = 40
/** A room that has just become wider moves for so long. */
const WIDENING_MS = 15_000

/** The fullest serving edge's viewers, in means. */
export function fullestEdge({ serving, sitting }: Evening): number {
  return overMean(serving.map(edge => sitting.connections.get(edge) ?? 0))
}

/** Of all rooms that are spread, the worst: its viewers on its fullest edge, in means. */
export function fullestOfARoom({ sitting, places, now }: Evening): number {
  let worst = 1
  for (const [id, { edges, width, widenedAt, viewers }] of sitting.rooms) {
    if (width < 2 || viewers < width * HOT_SHARE || now - widenedAt < WIDENING_MS) continue
    const place = places.heard?.ring.place(id, width) ?? []
    worst = Math.max(worst, overMean(place.map(edge => edges.get(edge) ?? 0)))
  }
  return worst
}

/** How many times more would be read a second, if every edge read every room. */
export function readsSaved({ sitting, serving }: Evening): number {
  let [ours, all] = [0, 0]
  for (const { edges, viewers } of sitting.rooms.values()) {
    const perSecond = viewers >= BIG_FROM ? BIG_READS : SMALL_READS
    ours += perSecond * edges.size
    all += perSecond * serving.length
  }
  return all / ours
}

function overMean(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Math.max(...counts) / (total / counts.length)
}
