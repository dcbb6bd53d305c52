// Answers about the past, for one viewer: history on entering, what a cut or a skipped frame
// cost it, what it scrolls back to. In a big room they come from the room's window, which
// costs the store nothing however many come back at once; else from the store.

import type { Now } from '../engine/clock.ts'
import { type Cursor, withinStream } from '../engine/cursor.ts'
import { LOW_LOOK_BACK } from '../engine/downlink/limits.ts'
import { type Past, pastBefore, pastSince } from '../engine/downlink/past.ts'
import type { Window } from '../engine/downlink/window.ts'
import { byPriority } from '../engine/message.ts'
import type { BucketStore, Limits, Reading } from '../engine/ports/bucket-store.ts'
import { encodePast } from '../engine/wire/batch.ts'
import { Frame } from './frame.ts'
import type { LiveRoom } from './live-room.ts'
import type { Session } from './session.ts'
import type { Windows } from './windows.ts'

/** Messages of one bucket in one `past` frame: some 100 kB, what a phone takes at a gulp. */
const MOST_PER_BUCKET = 500
/** The most history that is given at once, whatever was asked for. */
export const MOST_HISTORY = 200

const EVERYTHING: Limits = byPriority(() => MOST_PER_BUCKET)
/** What a viewer is given of frames it could not take: low has passed by. */
const IMPORTANT: Limits = { ...EVERYTHING, low: 0 }

export class PastFrames {
  readonly #buckets: BucketStore
  readonly #windows: Windows
  readonly #now: Now

  constructor(buckets: BucketStore, windows: Windows, now: Now) {
    this.#buckets = buckets
    this.#windows = windows
    this.#now = now
  }

  /** Tells what came after `from`, as far as the room itself has been told. */
  async since(room: LiveRoom, session: Session, from: Cursor): Promise<void> {
    const upTo = room.cursor
    this.#tell(room, session, await this.#after(room, withinStream(from, upTo), upTo, EVERYTHING))
  }

  /** Tells the newest `limit` messages at or before `before`. */
  async before(room: LiveRoom, session: Session, before: Cursor, limit: number): Promise<void> {
    const upTo =
      before.epoch === room.cursor.epoch ? withinStream(before, room.cursor) : room.cursor
    const most = Math.min(limit, MOST_HISTORY)
    const limits = byPriority(() => most)
    const reading =
      this.#windows.answer(room, window => window.history(upTo, limits)) ??
      (await this.#buckets.history(room.stream, upTo, limits))
    this.#tell(room, session, pastBefore(upTo, reading, most))
  }

  /**
   * A viewer that was skipped has drained: tells the whitelist and high it missed, up to where
   * the room is, so that live frames go on from there. It takes as many frames as it needs,
   * one after the other, while the viewer takes them; else the next frame or sweep goes on.
   */
  async catchUp(room: LiveRoom, session: Session): Promise<void> {
    if (session.catchingUp) return
    session.catchingUp = true
    try {
      while (session.connection.transport.isOpen && session.hasDrained)
        await this.#tellSkipped(room, session)
    } finally {
      session.catchingUp = false
    }
  }

  async #tellSkipped(room: LiveRoom, session: Session): Promise<void> {
    const from = session.skippedFrom as Cursor
    const upTo = room.cursor
    const past = await this.#after(room, withinStream(from, upTo), upTo, IMPORTANT)
    if (session.skippedFrom !== from) return // numbers began again
    this.#tell(room, session, past)
    const isThere = !past.more && room.cursor === upTo
    session.skippedFrom = isThere ? undefined : past.cursor
    if (isThere) session.caughtUpTo = room.totals.frames
  }

  async #after(room: LiveRoom, from: Cursor, upTo: Cursor, limits: Limits): Promise<Past> {
    const reading =
      this.#windows.answer(room, window => inWindow(window, from, limits)) ??
      (await this.#buckets.read(room.stream, from, limits))
    return pastSince(from, upTo, reading)
  }

  #tell(room: LiveRoom, session: Session, { messages, more, ...rest }: Past): void {
    if (rest.cursor.epoch !== room.cursor.epoch) return // numbers began again: `room` has said so
    const { id, viewers } = room
    const head = { ...rest, room: id, at: room.streamTime(this.#now()), viewers }
    session.connection.transport.write(new Frame(encodePast(head, messages, more)))
  }
}

/** After a flood the window has the newest low alone, and so has been shown whoever stayed. */
function inWindow(window: Window, from: Cursor, limits: Limits): Reading | undefined {
  const fewer = { ...limits, low: Math.min(limits.low, LOW_LOOK_BACK) }
  return window.read(from, limits) ?? window.read(from, fewer)
}
