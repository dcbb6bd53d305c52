// One round through an edge's rooms: who is silent or slow is sent away, who was slow and is not
// any more gets what it missed, and a room that nobody is in is let go of.

import type { Now } from '../engine/clock.ts'
import type { CloseReason } from '../engine/close-code.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { PastFrames } from './past-frames.ts'
import type { Line } from './session.ts'
import { type SweepRule, sweep } from './sweep.ts'
import type { Windows } from './windows.ts'

/** An empty room is kept this long: a reload finds it open. */
const KEEP_EMPTY_MS = 10_000

export type UpkeepParts = {
  readonly rooms: LiveRooms
  readonly windows: Windows
  readonly past: PastFrames
  readonly rule: SweepRule
  readonly now: Now
  readonly close: (connection: Line, reason: CloseReason) => void
  readonly fault: (failure: unknown) => void
}

export class Upkeep {
  readonly #parts: UpkeepParts

  constructor(parts: UpkeepParts) {
    this.#parts = parts
  }

  /** Not for who has just woken up: it has not heard yet who gave a sign of life meanwhile. */
  round(): void {
    const { rooms, windows, rule, close } = this.#parts
    const now = this.#parts.now()
    for (const { room, pace, emptySince } of [...rooms.all()]) {
      sweep(room, pace, now, rule, ({ connection }, reason) => close(connection, reason))
      this.#catchUp(room)
      if (room.sessions.length > 0 || now - emptySince <= KEEP_EMPTY_MS) continue
      rooms.letGo(room.id)
      windows.drop(room) // from here on nobody feeds it
    }
  }

  /** Who drained in a room that has fallen silent: no frame comes to notice it. */
  #catchUp(room: LiveRoom): void {
    if (room.degraded) return
    const { past, fault } = this.#parts
    for (const session of room.sessions)
      if (session.hasDrained) past.catchUp(room, session).catch(fault)
  }
}
