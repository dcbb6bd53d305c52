// How much is due by when: a rate that changes over time, added up. Pure but for what it
// remembers; it owes what it could not say in time.

export class Schedule {
  readonly #rate: (second: number) => number
  #upToMs = 0
  #owed = 0

  /** @param rate messages a second, at a second of the run */
  constructor(rate: (second: number) => number) {
    this.#rate = rate
  }

  /** Messages that have become due since it was last asked. */
  due(nowMs: number): number {
    const sinceMs = Math.max(0, nowMs - this.#upToMs)
    this.#owed += (Math.max(0, this.#rate(nowMs / 1_000)) * sinceMs) / 1_000
    this.#upToMs = Math.max(this.#upToMs, nowMs)
    const due = Math.floor(this.#owed)
    this.#owed -= due
    return due
  }
}
