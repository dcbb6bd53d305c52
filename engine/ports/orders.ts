// What the room service tells an edge to do. An order is kept until the edge has
// acknowledged it, and is given again until then: edges must take one twice without harm.

import type { EdgeId, RoomId, StreamId, ViewerId } from '../ids.ts'
import type { Message, Priority } from '../message.ts'
import type { Target } from '../takedown.ts'

/** Of no room yet. */
export type Announcement = Pick<Message, 'kind' | 'from' | 'body'> & {
  readonly cid: string
  /** Else the room's rules say. */
  readonly priority?: Priority
}

export type Order =
  | { readonly type: 'kick'; readonly room: RoomId; readonly viewer: ViewerId }
  | {
      /** Sends a viewer of a room, or everybody in it, to another address. */
      readonly type: 'move'
      readonly room: RoomId
      readonly viewer?: ViewerId
      readonly url: string
      readonly withinMs: number
    }
  | {
      /** Shows nothing of it any more, and takes it off the viewers' screens. */
      readonly type: 'recall'
      readonly act: string
      readonly room: RoomId
      readonly stream: StreamId
      readonly target: Target
    }
  | {
      /** Says it in every room that the edge holds, each at a moment of its own. */
      readonly type: 'broadcast'
      readonly said: Announcement
      /** ms since 1970 */
      readonly from: number
      readonly spreadMs: number
    }
  /** The room's record has changed (settings, or its stream): read it again. */
  | { readonly type: 'settings'; readonly room: RoomId }

export interface Orders {
  /** Resolves when the order is kept, not when it is carried out. */
  send(edge: EdgeId, order: Order): Promise<void>
  /**
   * Carries out what was ordered and what will be, one at a time, in order. An order is
   * acknowledged when `carryOut` resolves; when it rejects it is given again after a pause.
   * Returns a function that ends it.
   */
  receive(edge: EdgeId, carryOut: (order: Order) => Promise<void>): Promise<() => Promise<void>>
  /** Orders sent to this edge and not acknowledged yet. */
  pending(edge: EdgeId): Promise<number>
  close(): Promise<void>
}
