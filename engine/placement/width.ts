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
