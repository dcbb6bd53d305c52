// Segments kept warm within a process, as many as fit.
//
// Whether an entry is too old is looked at here and not by the cache: its own `ttl` makes
// every get eight times slower.

import { LRUCache } from 'lru-cache'
import type { Now } from '../../clock.ts'
import type { ReplayStore } from '../../ports/replay-store.ts'

export type MemoryReplayStoreOptions = {
  readonly now: Now
  /** What all segments together may take; beyond it the one not read for longest goes. */
  readonly mostBytes: number
}

type Kept = { readonly bytes: Uint8Array; readonly until: number }

/** What an entry takes beside its bytes and its key, so that empty ones are bounded too. */
const OVERHEAD_BYTES = 200

export class MemoryReplayStore implements ReplayStore {
  readonly #now: Now
  readonly #kept: LRUCache<string, Kept>

  constructor({ now, mostBytes }: MemoryReplayStoreOptions) {
    this.#now = now
    this.#kept = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ bytes }, key) => bytes.length + key.length + OVERHEAD_BYTES,
    })
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(key)
    if (!kept) return undefined
    if (kept.until > this.#now()) return kept.bytes
    this.#kept.delete(key)
    return undefined
  }

  async put(key: string, bytes: Uint8Array, ttlMs: number): Promise<void> {
    this.#kept.set(key, { bytes, until: this.#now() + ttlMs })
  }

  async close(): Promise<void> {
    this.#kept.clear()
  }
}
