// Which messages viewers were shown. There are hundreds of viewers, each shown tens of thousands
// of messages: so a message is known by one number in all books, and in a book it is one byte.

/** A book begins with so many pages, and doubles when it is full. */
const PAGES = 4_096

/** What all viewers of a room were shown. */
export class Shown {
  /** When the first of them was shown each message, by its id. */
  readonly at = new Map<string, number>()
  readonly #numbers = new Map<string, number>()

  numberOf(id: string): number {
    const number = this.#numbers.get(id) ?? this.#numbers.size
    if (number === this.#numbers.size) {
      this.#numbers.set(id, number)
      this.at.set(id, Date.now())
    }
    return number
  }
}

/** What one of them was shown. */
export class ShownBook {
  twice = 0
  latest: readonly string[] = []
  readonly #shown: Shown
  #pages = new Uint8Array(PAGES)

  constructor(shown: Shown) {
    this.#shown = shown
  }

  note(ids: readonly string[]): void {
    this.latest = ids
    for (const id of ids) {
      const number = this.#shown.numberOf(id)
      if (number >= this.#pages.length) this.#grow(number)
      if (this.#pages[number] === 1) this.twice++
      this.#pages[number] = 1
    }
  }

  has(id: string): boolean {
    return this.#pages[this.#shown.numberOf(id)] === 1
  }

  #grow(number: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#pages.length, number + 1))
    larger.set(this.#pages)
    this.#pages = larger
  }
}
