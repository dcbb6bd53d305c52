// Removals within a process: kept for the acts of late, told at once.

import type { Change, Removal, Removals } from '../../ports/removals.ts'

/** Acts that are remembered; a moderator looks at the answer of one. */
const MOST_ACTS = 1_000

export class MemoryRemovals implements Removals {
  readonly #reports = new Map<string, Removal[]>()
  readonly #listeners = new Set<(change: Change) => void>()

  async report(act: string, removal: Removal): Promise<void> {
    const known = this.#reports.get(act)
    if (known) known.push(removal)
    else this.#reports.set(act, [removal])
    const [oldest] = this.#reports.keys()
    if (this.#reports.size > MOST_ACTS && oldest !== undefined) this.#reports.delete(oldest)
  }

  async reported(act: string): Promise<readonly Removal[]> {
    return [...(this.#reports.get(act) ?? [])]
  }

  async announce(change: Change): Promise<number> {
    const listeners = [...this.#listeners]
    for (const heard of listeners) setImmediate(() => heard(change))
    return listeners.length
  }

  async listen(heard: (change: Change) => void): Promise<() => Promise<void>> {
    const listener = (change: Change) => heard(change)
    this.#listeners.add(listener)
    return async () => {
      this.#listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    this.#reports.clear()
  }
}
