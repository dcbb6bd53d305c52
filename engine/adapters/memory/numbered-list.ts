// Things numbered densely, of which the oldest are let go: a bucket's messages, a partition's
// records. Because no number is missing, a number is found by arithmetic and not by search.
//
// What is let go only moves the start; the array is cut once half of it is empty, so that
// adding, finding and letting go cost the same however long the list is.

/** Below this many empty places a cut is not worth its copy. */
const CUT_FROM = 256

export class NumberedList<T> {
  #items: T[] = []
  #empty = 0
  #first: number

  /** @param first the number of the first item */
  constructor(first: number) {
    this.#first = first
  }

  /** The number of the oldest item held; of the next to come when there is none. */
  get first(): number {
    return this.#first
  }

  /** The number the next item will have. */
  get next(): number {
    return this.#first + this.length
  }

  get length(): number {
    return this.#items.length - this.#empty
  }

  push(item: T): void {
    this.#items.push(item)
  }

  at(number: number): T | undefined {
    return number < this.#first ? undefined : this.#items[this.#empty + number - this.#first]
  }

  /** Puts another in the place of one that is held. */
  replace(number: number, item: T): void {
    if (this.at(number) !== undefined) this.#items[this.#empty + number - this.#first] = item
  }

  /** The items numbered `from` to `to` (exclusive), as far as they are held. */
  slice(from: number, to: number): T[] {
    const shift = this.#empty - this.#first
    return this.#items.slice(Math.max(from, this.#first) + shift, Math.max(to, this.#first) + shift)
  }

  /** The lowest number whose item satisfies `found`, when all above it do too; else `next`. */
  search(found: (item: T) => boolean): number {
    let low = this.#first
    let high = this.next
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (found(this.at(middle) as T)) high = middle
      else low = middle + 1
    }
    return low
  }

  dropFirst(): void {
    if (this.length === 0) return
    this.#empty++
    this.#first++
    if (this.#empty < CUT_FROM || this.#empty * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#empty)
    this.#empty = 0
  }
}
