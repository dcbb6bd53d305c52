// Where it was removed: waits until everybody who keeps copies has told, or the time is over.
// Whoever has not told by then is named: it will be removed there as well, because the log has
// it and edges have their orders.

import { setTimeout as pause } from 'node:timers/promises'
import { ARCHIVE, BUCKETS, type Removal, type Removals } from '../engine/ports/removals.ts'

export type Asked = {
  readonly act: string
  /** Places that are sure to tell, by name; caches tell when the archive has told. */
  readonly places: readonly string[]
  readonly withinMs: number
}

export type Gathered = {
  readonly act: string
  readonly removed: readonly Removal[]
  /** Who has not told yet. */
  readonly pending: readonly string[]
  readonly tookMs: number
}

const LOOK_MS = 10
export const BEHIND_ARCHIVE = 'caches'

export async function gather(
  removals: Pick<Removals, 'reported'>,
  { act, places, withinMs }: Asked,
): Promise<Gathered> {
  const began = performance.now()
  for (;;) {
    const removed = await removals.reported(act)
    const pending = stillPending(places, removed)
    const tookMs = Math.round(performance.now() - began)
    if (pending.length === 0 || tookMs >= withinMs) return { act, removed, pending, tookMs }
    await pause(LOOK_MS)
  }
}

function stillPending(places: readonly string[], removed: readonly Removal[]): string[] {
  const told = new Set(removed.map(({ place }) => place))
  const silent = places.filter(place => !told.has(place))
  const caches = removed.filter(({ place }) => !places.includes(place)).length
  const heard = removed.find(({ place }) => place === ARCHIVE)?.heard ?? 0
  return caches < heard ? [...silent, BEHIND_ARCHIVE] : silent
}

/** The places that are told of something that live rooms hold. */
export function livePlaces(edges: readonly string[]): string[] {
  return [...edges, BUCKETS, ARCHIVE]
}
