// What was started is ended in reverse: the last that was started depends on those before.

export type Ending = () => Promise<void> | void

export class Endings {
  readonly #endings: Ending[] = []
  #ended: Promise<void> | undefined

  add(ending: Ending): void {
    this.#endings.push(ending)
  }

  /** Every ending has its turn, whatever becomes of the others; throws the first failure. */
  end(): Promise<void> {
    this.#ended ??= this.#end()
    return this.#ended
  }

  async #end(): Promise<void> {
    const failures: unknown[] = []
    for (const ending of this.#endings.reverse())
      try {
        await ending()
      } catch (failure) {
        failures.push(failure)
      }
    if (failures.length > 0) throw failures[0]
  }
}
