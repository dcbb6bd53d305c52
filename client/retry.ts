// When the next attempt is made: at once, or after a back-off that grows with each failure in a
// row and that a join may set.

import { type Backoff, DEFAULT_BACKOFF, delayMs, failuresAfter } from './backoff.ts'

export class Retry {
  readonly #attempt: () => void
  readonly #random: () => number
  #backoff: Backoff = DEFAULT_BACKOFF
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(attempt: () => void, random: () => number) {
    this.#attempt = attempt
    this.#random = random
    this.#in(0) // the caller adds listeners first
  }

  set backoff(backoff: Backoff) {
    this.#backoff = backoff
  }

  /** There was no connection to be had. */
  failed(leastMs = 0): void {
    this.#failures++
    this.#later(leastMs)
  }

  /** @param openMs how long the connection that just ended stood */
  ended(openMs: number): void {
    this.#failures = failuresAfter(this.#failures, openMs)
    this.#later()
  }

  /** Waits no longer, if it waits. */
  now(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#fire()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #later(leastMs = 0): void {
    this.#in(Math.max(leastMs, delayMs(this.#backoff, this.#failures, this.#random)))
  }

  #in(waitMs: number): void {
    this.#timer = setTimeout(() => this.#fire(), waitMs)
  }

  #fire(): void {
    this.#timer = undefined
    this.#attempt()
  }
}
