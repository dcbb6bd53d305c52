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

/** Who enter within this time are given the same bytes: a storm of joins costs one frame. */
const SAME_MS = 100

const EVERYTHING: Limits = byPriority(() => MOST_PER_BUCKET)
/** What a viewer is given of frames it could not take: low has passed by. */
const IMPORTANT: Limits = { ...EVERYTHING, low: 0 }

type Entering = { readonly since: number; readonly cursor: Cursor; readonly frame: Promise<Frame> }

export class PastFrames {
  readonly #buckets: BucketStore
  readonly #windows: Windows
  readonly #now: Now
  /** What who enters is given; forgotten with the room. */
  readonly #entering = new WeakMap<LiveRoom, Entering>()

  constructor(buckets: BucketStore, windows: Windows, now: Now) {
    this.#buckets = buckets
    this.#windows = windows
    this.#now = now
  }

  /** Tells who enters the newest of the room. */
  async newest(room: LiveRoom, session: Session): Promise<void> {
    const { cursor } = room
    const frame = await this.#forEntering(room)
    // What the room was told meanwhile has reached this viewer by itself.
    if (cursor.epoch === room.cursor.epoch) session.transport.write(frame)
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
    this.#tell(room, session, await this.#newestBefore(room, upTo, limit))
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
      while (session.transport.isOpen && session.hasDrained) await this.#tellSkipped(room, session)
    } finally {
      session.catchingUp = false
    }
  }

  #forEntering(room: LiveRoom): Promise<Frame> {
    const now = this.#now()
    const known = this.#entering.get(room)
    if (known && known.cursor === room.cursor && now - known.since < SAME_MS) return known.frame
    const frame = this.#newestBefore(room, room.cursor, room.reachBack).then(past =>
      this.#frameOf(room, past, room.big),
    )
    this.#entering.set(room, { since: now, cursor: room.cursor, frame })
    frame.catch(() => this.#entering.delete(room))
    return frame
  }

  async #newestBefore(room: LiveRoom, upTo: Cursor, limit: number): Promise<Past> {
    const most = Math.min(limit, MOST_HISTORY)
    const limits = byPriority(() => most)
    const reading =
      this.#windows.answer(room, window => window.history(upTo, limits)) ??
      (await this.#buckets.history(room.stream, upTo, limits))
    return pastBefore(upTo, reading, most)
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

  #tell(room: LiveRoom, session: Session, past: Past): void {
    if (past.cursor.epoch !== room.cursor.epoch) return // numbers began again: `room` has said so
    session.transport.write(this.#frameOf(room, past, false))
  }

  #frameOf(room: LiveRoom, { messages, ...rest }: Past, many: boolean): Frame {
    const { id, viewers } = room
    const head = { ...rest, room: id, at: room.streamTime(this.#now()), viewers }
    return new Frame(encodePast(head, messages), { many })
  }
}

/** After a flood the window has the newest low alone, and so has been shown whoever stayed. */
function inWindow(window: Window, from: Cursor, limits: Limits): Reading | undefined {
  const fewer = { ...limits, low: Math.min(limits.low, LOW_LOOK_BACK) }
  return window.read(from, limits) ?? window.read(from, fewer)
}
