// How many joins this process takes in a second. In a storm (a whole edge has gone, a streamer
// has just begun) what is above the budget is refused at once and told when to come again, each
// at another moment; who was in the room and comes back goes before who is new.

import type { Now } from '../engine/clock.ts'
import { take } from '../engine/uplink/pace.ts'
import type { Tokens } from '../engine/uplink/step.ts'

/** Of a second's joins, what newcomers leave to those who come back. */
const RESERVE = 0.3
const LEAST_RETRY_MS = 500
/** A client that is told to wait longer would rather be told that we are down. */
const MOST_RETRY_MS = 30_000
/** Of those refused, not all come back at the end of their time at once: they are spread wider. */
const SPREAD = 1.5

export class JoinBudget {
  readonly #perSecond: number
  readonly #now: Now
  readonly #random: () => number
  #tokens: Tokens | undefined
  /** ms since 1970; until then those come again who were refused. */
  #spreadUntil = 0

  /** @param random in [0, 1) */
  constructor(perSecond: number, now: Now, random: () => number) {
    this.#perSecond = perSecond
    this.#now = now
    this.#random = random
  }

  /** Takes one: 0, or when to come again, in ms. */
  take(isBack: boolean): number {
    const rate = { burst: this.#perSecond, perSecond: this.#perSecond }
    const reserve = isBack ? 0 : Math.floor(this.#perSecond * RESERVE)
    const { tokens, retryMs } = take(this.#tokens, rate, this.#now(), 1 + reserve)
    if (retryMs === undefined) {
      this.#tokens = { ...tokens, left: tokens.left + reserve }
      return 0
    }
    const spreadMs = this.#widened(this.#now())
    const waitMs = LEAST_RETRY_MS + this.#random() * Math.max(LEAST_RETRY_MS, spreadMs)
    return Math.ceil(waitMs)
  }

  /** One more comes again: in time as many are let in, and who is back is waited for no more. */
  #widened(now: number): number {
    const mostMs = MOST_RETRY_MS - LEAST_RETRY_MS
    const longer = Math.max(now, this.#spreadUntil) + (SPREAD * 1_000) / this.#perSecond
    this.#spreadUntil = Math.min(now + mostMs, longer)
    return this.#spreadUntil - now
  }
}
