// Over how many edges a room spreads. A small room costs one edge's read; a huge one uses all.

/**
 * One edge for every `viewersPerEdge` viewers. Up at once; down only when a tenth fewer than
 * the width would still be too many, so that a room on the border does not flap.
 * @param current the width so far; 1 for a room not seen before
 */
export function widthOf(viewers: number, viewersPerEdge: number, current = 1): number {
  const wanted = Math.max(1, Math.ceil(viewers / viewersPerEdge))
  if (wanted >= current) return wanted
  const calm = Math.max(1, Math.ceil(viewers / (viewersPerEdge * 0.9)))
  return Math.min(current, calm)
}

/** Of what an edge has in the mean, the most that is one room's. */
const SHARE = 0.05
/** So few of a room stay together: a read of theirs is for somebody. */
const FEW = 200

/**
 * Viewers of one room on one edge before it spreads: so few that the rooms which share an edge by
 * their hashes fill it as full as the others. By hash alone, what makes edges differ is their
 * largest pieces.
 * @param most of one room on one edge, however much the edges have
 * @param meanClients that an edge has
 */
export function viewersPerEdgeOf(most: number, meanClients: number): number {
  return Math.min(most, Math.max(FEW, Math.ceil(SHARE * meanClients)))
}
