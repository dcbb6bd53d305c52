// The edges that are known, each with what it says of itself. It says so again and again; one
// that has been silent for its lease is gone.
//
// An edge is on the ring, and has rooms, while it is `serving`: it has registered, somebody has
// found it at the address it gives, and it is not going down. The epoch grows whenever the set of
// those changes, as far as the clock goes also after the store has lost everything; so all who
// know the same epoch know the same edges.

import type { EdgeId, RoomId } from '../ids.ts'

export type EdgeLoad = {
  readonly connections: number
  readonly rooms: number
  /** Written to viewers. */
  readonly bytesPerSecond: number
  /** How late its event loop is, at worst, of late. */
  readonly loopDelayMs: number
  /** Missing while none of its rooms is spared anything. */
  readonly ladder?: EdgeLadder
}

/**
 * Where an edge stands on the ladder (downlink/ladder.ts), and of its rooms that do not stand there
 * as well those that stand highest.
 */
export type EdgeLadder = {
  readonly step: number
  readonly rooms: Readonly<Record<RoomId, number>>
}

export type EdgeReport = {
  readonly id: EdgeId
  /** Another for every process: it tells two of them apart that use one id. */
  readonly instance: string
  /** Where viewers reach it, without path: `ws://127.0.0.1:8080`. */
  readonly url: string
  /** '' is nowhere in particular. */
  readonly region: string
  readonly labels: readonly string[]
  /** The most clients it takes. */
  readonly capacity: number
  /** It is going down and takes nobody any more. */
  readonly isDraining: boolean
  readonly load: EdgeLoad
}

export type EdgeState = 'joining' | 'serving' | 'draining'
export type KnownEdge = EdgeReport & { readonly state: EdgeState }

export type EdgesNow = {
  readonly epoch: number
  /** In order of their ids. */
  readonly edges: readonly KnownEdge[]
}

/**
 * `held`: the lease was this process's, and is renewed. `new`: a lease begins; the one before, if
 * there was one, has run out. `taken`: another process has this id, and nothing was changed.
 */
export type Standing = 'held' | 'new' | 'taken'

/** Every method throws Fault `store-unavailable` when the store does not answer. */
export interface Edges {
  /** The edge is up for another lease, with what it says of itself now. */
  register(report: EdgeReport): Promise<Standing>
  /** It was found at its address: from `joining` it becomes `serving`. */
  confirm(edge: Pick<EdgeReport, 'id' | 'instance'>): Promise<void>
  /** Gone at once, unless it is somebody else's by now. */
  leave(edge: Pick<EdgeReport, 'id' | 'instance'>): Promise<void>
  now(): Promise<EdgesNow>
  close(): Promise<void>
}
