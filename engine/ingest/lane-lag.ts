// How far a lane is behind: the age of the oldest message that waits to be stored, and 0
// when none waits. A message that is being written waits until it has been.

/**
 * @param oldest when the log took the first message of each queue and of each write under
 *   way, ms since 1970; each is in the log's order, so none holds an older one
 */
export function laneLagMs(oldest: Iterable<number>, now: number): number {
  let lagMs = 0
  for (const appendedAt of oldest) lagMs = Math.max(lagMs, now - appendedAt)
  return lagMs
}
