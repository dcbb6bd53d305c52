// Signs of life, each viewer's once a heartbeat, spread evenly: at every beat its share of the
// crowd has its turn, so that nothing comes in waves.

import type { Viewer } from './viewer.ts'

export class Heartbeats {
  readonly #viewers: readonly Viewer[]
  #next = 0
  /** Turns that are due, with what is left over of the last beat. */
  #due = 0

  constructor(viewers: readonly Viewer[]) {
    this.#viewers = viewers
  }

  /** @param sinceMs since the last beat */
  beat(sinceMs: number): void {
    const { length } = this.#viewers
    const heartbeatMs = this.#viewers[0]?.heartbeatMs
    if (!heartbeatMs) return
    this.#due = Math.min(length, this.#due + (length * sinceMs) / heartbeatMs)
    for (; this.#due >= 1; this.#due--) {
      this.#next = (this.#next + 1) % length
      this.#viewers[this.#next]?.ping()
    }
  }
}
