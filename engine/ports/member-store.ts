// Who is in which room, over all edges. The edges tell it, in batches; it is the truth for
// counts and lists. What an edge told expires with the edge's lease, so that the viewers of
// a dead edge are off the count.

import type { EdgeId, RoomId, ViewerId } from '../ids.ts'

/** What one edge holds of one viewer in one room. */
export type Presence = {
  readonly room: RoomId
  readonly viewer: ViewerId
  readonly name: string
  readonly guest: boolean
  /** Connections this edge holds now: absolute, so that telling it twice changes nothing. 0: gone. */
  readonly connections: number
  /** ms since 1970 */
  readonly since: number
}

export type Count = {
  readonly connections: number
  /** People: one on two devices is one. */
  readonly viewers: number
  /** Of the viewers, those without an account on any edge. */
  readonly guests: number
}

/** A room's people, and how they are spread over edges. */
export type Spread = Count & {
  /** Connections, by edge; those with none are left out. */
  readonly edges: ReadonlyMap<EdgeId, number>
  /** Over how many edges the room is to spread: 1 until somebody has said otherwise. */
  readonly width: number
}

export type Member = {
  readonly viewer: ViewerId
  readonly name: string
  readonly guest: boolean
  readonly connections: number
  /** When the first of the connections came, ms since 1970. */
  readonly since: number
}

export interface MemberStore {
  /**
   * Takes what the edge holds now of these viewers. Renews the edge's lease.
   * @throws Fault `store-unavailable`; some of it may have been taken: all of it is to be told again
   */
  report(edge: EdgeId, presences: readonly Presence[]): Promise<void>
  /**
   * Renews the edge's lease, or begins one. False: the store cannot vouch that it knows all
   * this edge holds (it is new here, its lease ran out, or the store lost it), even when it
   * took a report since; the edge must report everything it holds.
   */
  renew(edge: EdgeId): Promise<boolean>
  /** Forgets all that this edge told, at once. */
  leave(edge: EdgeId): Promise<void>
  /** A room never seen counts 0. */
  count(room: RoomId): Promise<Count>
  spread(room: RoomId): Promise<Spread>
  /**
   * The room is to spread over `to` edges, unless somebody else has changed its width from
   * `from` meanwhile. Forgotten with the last who leaves the room.
   */
  widen(room: RoomId, width: { readonly from: number; readonly to: number }): Promise<void>
  /** Newest first. */
  list(room: RoomId, page: { readonly offset: number; readonly limit: number }): Promise<Member[]>
  isHere(room: RoomId, viewer: ViewerId): Promise<boolean>
  /** On which edges, with how many connections on each; nowhere: empty. */
  edgesOf(room: RoomId, viewer: ViewerId): Promise<ReadonlyMap<EdgeId, number>>
  roomsOf(viewer: ViewerId): Promise<RoomId[]>
  close(): Promise<void>
}
