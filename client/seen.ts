// The ids of what has been shown. Frames overlap on purpose (a resume, a move, a gap that is
// asked for again, a store that lost its numbers), and whoever has shown a message drops it.
// Bounded: the oldest id is forgotten first.

// Ten minutes at the 30 messages a second that one screen can show: as long as the store
// itself remembers ids.
const MOST_IDS = 20_000

export class Seen {
  readonly #ids = new Set<string>()
  readonly #most: number

  constructor(most = MOST_IDS) {
    this.#most = most
  }

  /** Those not seen before, in their order; seen from now on. */
  fresh<T extends { readonly id: string }>(messages: readonly T[]): T[] {
    return messages.filter(({ id }) => this.#add(id))
  }

  clear(): void {
    this.#ids.clear()
  }

  #add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    if (this.#ids.size > this.#most) this.#dropOldest()
    return true
  }

  #dropOldest(): void {
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest) // a Set keeps the order of arrival
      return
    }
  }
}
