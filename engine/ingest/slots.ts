// A bound on how much is done at once. Who comes first is served first.

export class Slots {
  #free: number
  readonly #next: (() => void)[] = []

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#next.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#next.shift()
      if (next) next()
      else this.#free++
    }
  }
}
