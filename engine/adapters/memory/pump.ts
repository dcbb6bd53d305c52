// Does one thing after the other for as long as there is something to do: hands out records,
// orders, jobs.
//
// Each turn runs in a turn of the event loop of its own, so that who wakes the pump is never
// re-entered and what came together is found together. Stopping waits for the turn under way.

/** After a turn: `idle` until woken, or the next turn after so many ms. */
export type Next = 'idle' | number

/** What setTimeout can hold; a longer rest is looked at again after that. */
const LONGEST_REST_MS = 2 ** 31 - 1

export class Pump {
  readonly #turn: () => Promise<Next>
  #underWay: Promise<void> | undefined
  #rest: NodeJS.Timeout | undefined
  #woken = false
  #roused = false
  #stopped = false

  /** @param turn does the next thing; must not reject */
  constructor(turn: () => Promise<Next>) {
    this.#turn = turn
  }

  /** There may be something to do. Does not cut a rest short. */
  wake(): void {
    if (this.#stopped || this.#rest) return
    this.#woken = true
    this.#underWay ??= this.#run()
  }

  /** There may be something to do that the rest did not know of. */
  rouse(): void {
    this.#roused = true
    this.#endRest()
    this.wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#endRest()
    await this.#underWay
  }

  async #run(): Promise<void> {
    let next: Next = 0
    while (this.#woken || next === 0) {
      await new Promise(resolve => setImmediate(resolve))
      if (this.#stopped) break
      this.#woken = false
      this.#roused = false
      next = await this.#turn()
      if (next === 'idle' || next === 0 || this.#roused) continue
      if (!this.#stopped) this.#restFor(next)
      break
    }
    this.#underWay = undefined
  }

  #restFor(ms: number): void {
    this.#rest = setTimeout(() => this.rouse(), Math.min(ms, LONGEST_REST_MS)).unref()
  }

  #endRest(): void {
    clearTimeout(this.#rest)
    this.#rest = undefined
  }
}
