// What an edge does again and again. A beat that fails is logged and comes again; one that is
// late is not doubled.

export class Beats {
  readonly #timers: NodeJS.Timeout[] = []
  readonly #fault: (failure: unknown) => void

  constructor(fault: (failure: unknown) => void) {
    this.#fault = fault
  }

  readonly every = (ms: number, beat: () => unknown): void => {
    let isBusy = false
    const timer = setInterval(async () => {
      if (isBusy) return
      isBusy = true
      try {
        await beat()
      } catch (failure) {
        this.#fault(failure)
      } finally {
        isBusy = false
      }
    }, ms)
    this.#timers.push(timer)
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }
}
