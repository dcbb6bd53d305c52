// The edges that are up. Each says so again and again; one that has been silent for its
// lease is gone.

import type { EdgeId } from '../ids.ts'

export type Edge = {
  readonly id: EdgeId
  /** Where viewers reach it, without path: `ws://127.0.0.1:8080`. */
  readonly url: string
  readonly connections: number
}

export interface Edges {
  /** The edge is up for another lease, with what it says of itself now. */
  register(edge: Edge): Promise<void>
  /** Gone at once. */
  leave(edge: EdgeId): Promise<void>
  /** In order of their ids. */
  live(): Promise<readonly Edge[]>
  close(): Promise<void>
}
