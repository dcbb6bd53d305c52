// Answers that are good for a moment: whoever asks the same within it gets the same, and of
// many who ask at once one asks the archive.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import { bytesOf, type Packed } from './packed.ts'

/** Manifests of streams of ten hours are some 30 kB compressed: a thousand of them. */
const MOST_BYTES = 32 * 1_024 * 1_024
const OVERHEAD_BYTES = 200

/** Undefined answers are not kept. */
export type Moment = { readonly answer: Packed; readonly forMs: number } | undefined
type Kept = { readonly answer: Packed; readonly until: number }

export class Moments {
  readonly #now: Now
  readonly #asking = new Map<string, Promise<Packed | undefined>>()
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ answer }, key) => bytesOf(answer) + key.length + OVERHEAD_BYTES,
  })

  constructor(now: Now) {
    this.#now = now
  }

  async get(key: string, ask: () => Promise<Moment>): Promise<Packed | undefined> {
    const kept = this.#kept.get(key)
    if (kept && kept.until > this.#now()) return kept.answer
    const asking =
      this.#asking.get(key) ?? this.#ask(key, ask).finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  /** What was told of this is old: keys begin with it. */
  drop(prefix: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(prefix)) this.#kept.delete(key)
  }

  async #ask(key: string, ask: () => Promise<Moment>): Promise<Packed | undefined> {
    const moment = await ask()
    if (!moment) return undefined
    this.#kept.set(key, { answer: moment.answer, until: this.#now() + moment.forMs })
    return moment.answer
  }
}
