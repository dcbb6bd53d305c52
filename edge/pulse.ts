// When a room is read. A big room: every tick. A small room: at once when a notice says that
// something was stored, and every few seconds, because notices may be lost.
//
// There is never more than one turn of a room under way. A tick that finds one is skipped and
// counted; a notice that finds one makes it run once more.

import type { Notices } from '../engine/ports/notices.ts'
import type { EdgeCounts } from './counts.ts'
import type { LiveRoom } from './live-room.ts'

export type PulseParts = {
  readonly notices: Notices
  readonly pollMs: number
  readonly counts: EdgeCounts
  /** One turn; resolves with the ms until the next is due although nothing calls for it. */
  readonly turn: (room: LiveRoom) => Promise<number | undefined>
  readonly fault: (failure: unknown) => void
}

export class Pulse {
  readonly #room: LiveRoom
  readonly #parts: PulseParts
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #unwatch: (() => void) | undefined
  #busy = false
  #again = false
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
    const { big, settings, stream } = this.#room
    this.#timer = setInterval(() => this.#tick(), big ? settings.tickMs : this.#parts.pollMs)
    if (!big) this.#unwatch = this.#parts.notices.watch(stream, () => this.nudge())
  }

  /** There may be something to tell. A big room waits for its tick. */
  nudge(): void {
    if (this.#room.big || this.#stopped) return
    if (this.#busy) this.#again = true
    else this.#run()
  }

  stop(): void {
    this.#stopped = true
    this.#silence()
  }

  #tick(): void {
    if (this.#busy) this.#parts.counts.ticksSkipped++
    else this.#run()
  }

  #run(): void {
    this.#busy = true
    this.#again = false
    this.#parts
      .turn(this.#room)
      .then(waitMs => {
        if (waitMs !== undefined) this.#later(waitMs)
      }, this.#parts.fault)
      .finally(() => {
        this.#busy = false
        if (this.#again) this.nudge()
      })
  }

  #later(ms: number): void {
    if (this.#stopped) return
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => this.nudge(), ms)
  }

  #silence(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    this.#unwatch?.()
    this.#unwatch = undefined
  }
}
