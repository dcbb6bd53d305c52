// Who of a room is in its crowd: not on an edge, but pulling the room's segments from whatever
// cache is near. Edges cost a socket write for each viewer and frame; a crowd costs them nothing.

/** A room is left to its crowd until it is so much emptier that a good many find a place. */
const ROOM_AGAIN = 0.9

/**
 * @param above so many on edges, and the rest are the crowd; 0: there is none
 * @param isInCrowd who is there already stays while the room is nearly full
 */
export function belongsToCrowd(onEdges: number, above: number, isInCrowd: boolean): boolean {
  return above > 0 && onEdges >= (isInCrowd ? above * ROOM_AGAIN : above)
}
