// How fast we may speak, as the room told us. What is sent too early would be refused; so it is
// held back until its time has come. Whoever waits has a place in the order of their asking.

import type { Rate } from '../engine/room.ts'

// The network shortens some gaps: what left a second apart may arrive closer than that.
const CARE = 0.95

export class Throttle {
  readonly #now: () => number
  #rate: Rate | undefined
  /** Below 0: so many wait for their time. */
  #left = 0
  #at = 0

  /** @param now ms, by a clock that only goes on */
  constructor(now: () => number) {
    this.#now = now
  }

  /** The room's limits, on entering it and when they change. */
  limit(rate: Rate): void {
    this.#left = this.#rate ? Math.min(this.#leftNow(), rate.burst) : rate.burst
    this.#at = this.#now()
    this.#rate = rate
  }

  get isSet(): boolean {
    return this.#rate !== undefined
  }

  /** How long the next would have to wait. */
  get waitMs(): number {
    if (!this.#rate) return 0
    const missing = 1 - this.#leftNow()
    return missing <= 0 ? 0 : Math.ceil((missing * 1_000) / (this.#rate.perSecond * CARE))
  }

  /** Takes the next place. */
  take(): void {
    this.#left = this.#leftNow() - 1
    this.#at = this.#now()
  }

  #leftNow(): number {
    if (!this.#rate) return 0
    const { burst, perSecond } = this.#rate
    const earned = ((this.#now() - this.#at) * perSecond * CARE) / 1_000
    return Math.min(burst, this.#left + earned)
  }
}
