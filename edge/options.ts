// What an edge is told about itself; the values come from the config, where each has its why.

import type { LadderRule } from '../engine/downlink/ladder.ts'
import type { EdgeId } from '../engine/ids.ts'

export type EdgeOptions = {
  readonly id: EdgeId
  /** Another for every process. */
  readonly instance: string
  readonly region: string
  readonly labels: readonly string[]
  /** It carries the label of the gray release. */
  readonly isGray: boolean
  /** The most clients it takes. */
  readonly capacity: number
  readonly heartbeatMs: number
  /** As long as that of a connection which has stood may be. */
  readonly heartbeatMostMs: number
  /** Without a sign of life for this long a connection is closed. */
  readonly silentMs: number
  /** Unread frames below which nobody is called slow. */
  readonly unreadFrames: number
  /** Unsent bytes per socket beyond which frames are skipped. */
  readonly unsentBytes: number
  readonly frameBytes: number
  /** Frames a viewer may send, whatever they say. */
  readonly framesPerSecond: number
  /** How often the rooms' budgets are asked for. */
  readonly budgetMs: number
  /** Rooms one client may be in over one connection. */
  readonly roomsPerConnection: number
  /** Members from which a room is big, and below which it is small again. */
  readonly bigFrom: number
  readonly smallBelow: number
  /** How often a small room is read although no notice came. */
  readonly pollMs: number
  readonly cacheBytes: number
  readonly sweepMs: number
  /** Sockets written between two breaths of the event loop. */
  readonly chunk: number
  /** Who enters is told of: everybody in rooms below the first, some a second below the second. */
  readonly entering: {
    readonly allBelow: number
    readonly sampledBelow: number
    readonly perSecond: number
  }
  readonly leaseMs: number
  /** Viewers of one room that one edge takes before the room spreads to the next. */
  readonly viewersPerEdge: number
  /** How long it takes to go down, at most. */
  readonly drainMs: number
  /** Moves a second of all edges together. */
  readonly movesPerSecond: number
  readonly moveOrder: 'busiest' | 'idlest'
  readonly highPatienceMs: number
  /** When rooms are spared what. */
  readonly ladder: LadderRule
}
