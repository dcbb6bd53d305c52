// How many viewers an edge may move now, and in which order its rooms take their turn. Pure: the
// mover carries it out, and the edges need nobody to share the rate out among them.

/** How often some are told: so often that a second's worth of moves is no burst. */
export const MOVE_BEAT_MS = 100
/** An edge that goes down with few viewers need not take all its time for it. */
const LEAST_PER_SECOND = 10
/** Of the time to go down in, what is left for those who come late. */
const SPREAD_SHARE = 0.8

/** Who slept longer than this has no second to make up for: that would be a burst. */
const MOST_LATE_MS = 1_000

/** After a lease is over, until everybody has heard of it and looked at its rooms. */
const RING_MS = 2_000

export type Movers = {
  /** Of all edges together. */
  readonly movesPerSecond: number
  /** Other edges that go down. */
  readonly draining: number
  /** Other edges that serve. */
  readonly serving: number
  /** What this edge needs, when it goes down itself. */
  readonly drainPerSecond: number | undefined
}

/**
 * This edge's share of the rate. While some go down, the others wait. Who goes down itself is not
 * held to the rate: whom it did not tell in time it would have to close, and they came back all
 * at once.
 */
export function shareOfMoves(movers: Movers): number {
  const { movesPerSecond, draining, serving, drainPerSecond } = movers
  if (drainPerSecond !== undefined) return drainPerSecond
  return draining > 0 ? 0 : movesPerSecond / (serving + 1)
}

/** So many a second, and all are gone in time. */
export function drainRate(sessions: number, drainMs: number): number {
  return Math.max(LEAST_PER_SECOND, (sessions * 1_000) / (drainMs * SPREAD_SHARE))
}

/**
 * Moves that may be made in the next beat. What was not needed is not saved up, so that the rate
 * holds for every second; what is less than a move is, so that slow rates are kept too. A beat
 * that a busy machine makes late makes up for it, or an edge would not be empty in time.
 * @param left over from the beat before; below 0 when more were made
 * @param sinceMs the beat before
 */
export function tokensOf(left: number, perSecond: number, sinceMs = MOVE_BEAT_MS): number {
  return Math.min(left, left % 1) + (perSecond * Math.min(sinceMs, MOST_LATE_MS)) / 1_000
}

type Seated<Edge> = { readonly moving: { readonly to: Edge } | undefined }

/** How many of the room each edge has, when who is on the way is there already. */
export function arrived<Edge>(
  counts: ReadonlyMap<Edge, number>,
  sessions: Iterable<Seated<Edge>>,
): Map<Edge, number> {
  const after = new Map(counts)
  for (const { moving } of sessions)
    if (moving) after.set(moving.to, (after.get(moving.to) ?? 0) + 1)
  return after
}

/**
 * Who came since is not moved yet. It may have fled from an edge that died and is taken to be up
 * until its lease is over: then this is where it belongs.
 */
export function settledSince(now: number, leaseMs: number): number {
  return now - leaseMs - RING_MS
}

export function inOrderOfMoving<Room extends { readonly sessions: { readonly length: number } }>(
  rooms: readonly Room[],
  order: 'busiest' | 'idlest',
): Room[] {
  const sign = order === 'busiest' ? -1 : 1
  return rooms.toSorted((a, b) => sign * (a.sessions.length - b.sessions.length))
}
