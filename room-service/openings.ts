// How many rooms an address may open by joining. Without it one guest could fill the stores
// with rooms that nobody is in.

const HOUR_MS = 3_600_000
/** About 1 MB; when full, who opened first is forgotten first. */
const MOST_ADDRESSES = 10_000

type Window = { count: number; readonly since: number }

export class Openings {
  readonly #perAddress: number
  readonly #windows = new Map<string, Window>()

  constructor(perAddress: number) {
    this.#perAddress = perAddress
  }

  /** Takes one of the address's openings: 0, or how long until there is one again, in ms. */
  take(address: string, now: number): number {
    const window = this.#window(address, now)
    if (window.count >= this.#perAddress) return window.since + HOUR_MS - now
    window.count++
    return 0
  }

  #window(address: string, now: number): Window {
    const known = this.#windows.get(address)
    if (known && now < known.since + HOUR_MS) return known
    this.#windows.delete(address)
    if (this.#windows.size >= MOST_ADDRESSES) this.#forgetOldest()
    const fresh = { count: 0, since: now }
    this.#windows.set(address, fresh)
    return fresh
  }

  #forgetOldest(): void {
    for (const oldest of this.#windows.keys()) {
      this.#windows.delete(oldest)
      return
    }
  }
}
