// What an edge is told about itself; the values come from the config, where each has its why.

import type { EdgeId } from '../engine/ids.ts'

export type EdgeOptions = {
  readonly id: EdgeId
  readonly heartbeatMs: number
  /** Without a sign of life for this long a connection is closed. */
  readonly silentMs: number
  /** Unread frames below which nobody is called slow. */
  readonly unreadFrames: number
  /** Unsent bytes per socket beyond which frames are skipped. */
  readonly unsentBytes: number
  readonly frameBytes: number
  /** Frames a viewer may send, whatever they say. */
  readonly framesPerSecond: number
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
  readonly leaseMs: number
  readonly highPatienceMs: number
}
