// When a frame came to whom: how many viewers had it in each tenth of a millisecond. Viewers
// hear a frame within a moment of each other, so that thousands of receipts are a few numbers,
// and what became of each message is worked out once for all of them (accounting/latency.ts).

/** A tick is a tenth of a millisecond of the shared clock. */
export const TICKS_PER_MS = 10

export class Receipts {
  readonly #ticks: number[] = []
  readonly #counts: number[] = []

  /** Ticks never go back: the clock does not. @returns whether it is the first since `take` */
  add(tick: number): boolean {
    const last = this.#ticks.length - 1
    if (this.#ticks[last] === tick) {
      this.#counts[last] = (this.#counts[last] as number) + 1
      return false
    }
    this.#ticks.push(tick)
    this.#counts.push(1)
    return last < 0
  }

  /** `tick, count, tick, count, …` since it was last asked. */
  take(): number[] {
    const flat: number[] = []
    for (let i = 0; i < this.#ticks.length; i++)
      flat.push(this.#ticks[i] as number, this.#counts[i] as number)
    this.#ticks.length = 0
    this.#counts.length = 0
    return flat
  }
}
