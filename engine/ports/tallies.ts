// What viewers were shown, as each edge counts it for the rooms it holds: told again and again,
// whole, so that telling it twice changes nothing. An edge names its busiest rooms alone, and all
// of its rooms together. Of an edge that has been silent for its lease nothing is known.

import type { EdgeId, RoomId } from '../ids.ts'
import type { ByPriority } from '../message.ts'

/** Each message counts once on each edge that put it into a frame, or left it out of one. */
export type Tally = {
  readonly shown: ByPriority<number>
  readonly withheld: ByPriority<number>
  /** Messages × viewers they were written to. */
  readonly deliveries: number
  /** Since when this is counted, ms since 1970. */
  readonly since: number
}

export type EdgeTally = Tally & { readonly edge: EdgeId }

export type Told = {
  readonly rooms: ReadonlyMap<RoomId, Tally>
  /** Of all rooms together, named or not, and those it has let go of. */
  readonly all: Tally
}

/** Every method throws Fault `store-unavailable` when the store does not answer. */
export interface Tallies {
  /** In the place of all that this edge told before. */
  report(edge: EdgeId, told: Told): Promise<void>
  leave(edge: EdgeId): Promise<void>
  /** What each edge that names the room tells of it, in order of their ids. */
  of(room: RoomId): Promise<readonly EdgeTally[]>
  /** What each edge tells of all its rooms. */
  all(): Promise<readonly EdgeTally[]>
  close(): Promise<void>
}
