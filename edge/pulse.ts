// When a room is read. By a tick: as often as the room's setting says, beginning at a moment of
// its own, so that rooms do not all read at once. At notices, which is how small rooms and those
// whose tick is `auto` are read: as soon as something was stored, but no sooner after the last
// turn than this process can bear (spacing.ts), and every few seconds, because notices may be
// lost.
//
// There is never more than one turn of a room under way. A tick that finds one is skipped and
// counted; a notice that finds one makes it run once more.

import type { Now } from '../engine/clock.ts'
import type { Notices } from '../engine/ports/notices.ts'
import type { EdgeCounts } from './counts.ts'
import type { LiveRoom } from './live-room.ts'

/** A comment that waited no longer than this is live to whoever reads it. */
const UNFELT_MS = 140
/**
 * The share of its time that one room's fan-out may take, and what comes meanwhile shares the
 * next: a quarter, for frames that come sooner than anybody would miss; nearly half, so that
 * nobody waits longer than is felt; and where that is not enough they do.
 */
const FAN_OUT_SHARE = { usual: 0.25, most: 0.45 }

export type Turned = {
  /** How long telling everybody took. */
  readonly fanOutMs: number
  /** Something waits: the next turn is due after so long, although nothing calls for it. */
  readonly againMs?: number
}

export type PulseParts = {
  readonly notices: Notices
  readonly pollMs: number
  readonly counts: EdgeCounts
  /** One turn. */
  readonly turn: (room: LiveRoom) => Promise<Turned>
  /** The least time from one turn of a room to its next. */
  readonly spacingMs: () => number
  readonly now: Now
  /** In [0, 1): where in its tick a room begins. */
  readonly random: () => number
  readonly fault: (failure: unknown) => void
}

export class Pulse {
  readonly #room: LiveRoom
  readonly #parts: PulseParts
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  /** When that is. */
  #soonAt = 0
  #unwatch: (() => void) | undefined
  #busy = false
  #again = false
  /** ms since 1970; no turn at a notice before. */
  #notBefore = 0
  #stopped = false

  constructor(room: LiveRoom, parts: PulseParts) {
    this.#room = room
    this.#parts = parts
    this.restart()
  }

  /** Begins anew after the room's size, tick or stream has changed. */
  restart(): void {
    this.#silence()
    if (this.#stopped) return // a count or a record that was asked for came late
    const { fixedTickMs, stream } = this.#room
    if (fixedTickMs === undefined) {
      this.#timer = setInterval(() => this.#tick(), this.#parts.pollMs)
      this.#unwatch = this.#parts.notices.watch(stream, () => this.nudge())
    } else {
      const firstMs = Math.ceil((1 - this.#parts.random()) * fixedTickMs)
      this.#timer = setTimeout(() => this.#beginTicking(fixedTickMs), firstMs)
    }
  }

  /** There may be something to tell. A room with a tick waits for it. */
  nudge(): void {
    if (this.#room.fixedTickMs !== undefined || this.#stopped) return
    if (this.#busy) this.#again = true
    else {
      const waitMs = this.#notBefore - this.#parts.now()
      if (waitMs > 0) this.#later(waitMs)
      else this.#run()
    }
  }

  stop(): void {
    this.#stopped = true
    this.#silence()
  }

  #beginTicking(tickMs: number): void {
    this.#timer = setInterval(() => this.#tick(), tickMs)
    this.#tick()
  }

  #tick(): void {
    if (this.#busy) this.#parts.counts.ticksSkipped++
    else this.#run()
  }

  #run(): void {
    const { turn, fault, now } = this.#parts
    const began = now()
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#busy = true
    this.#again = false
    turn(this.#room)
      .then(turned => this.#rest(began, turned), fault)
      .finally(() => {
        this.#busy = false
        if (this.#again) this.nudge()
      })
  }

  #rest(began: number, { fanOutMs, againMs }: Turned): void {
    const { leastTickMs } = this.#room.relief
    const leastMs = Math.max(this.#parts.spacingMs(), leastTickMs, spacedMs(fanOutMs))
    this.#notBefore = began + leastMs
    if (againMs !== undefined) this.#later(againMs)
  }

  /** The sooner of two is the one that counts. */
  #later(ms: number): void {
    const at = this.#parts.now() + ms
    if (this.#stopped || (this.#soon && this.#soonAt <= at)) return
    clearTimeout(this.#soon)
    this.#soonAt = at
    this.#soon = setTimeout(() => {
      this.#soon = undefined
      this.nudge()
    }, ms)
  }

  #silence(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#unwatch?.()
    this.#unwatch = undefined
  }
}

/** From the beginning of a fan-out to the next one's. */
function spacedMs(fanOutMs: number): number {
  const { usual, most } = FAN_OUT_SHARE
  return Math.max(Math.min(fanOutMs / usual, UNFELT_MS), fanOutMs / most)
}
