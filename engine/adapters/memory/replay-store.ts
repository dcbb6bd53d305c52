// Segments kept warm within a process, as many as fit.
//
// Whether an entry is too old is looked at here and not by the cache: its own `ttl` makes
// every get eight times slower.

import { LRUCache } from 'lru-cache'
import type { Range } from '../../archived.ts'
import type { Now } from '../../clock.ts'
import type { StreamId } from '../../ids.ts'
import type { ReplayStore, SegmentName } from '../../ports/replay-store.ts'

export type MemoryReplayStoreOptions = {
  readonly now: Now
  /** What all segments together may take; beyond it the one not read for longest goes. */
  readonly mostBytes: number
  /** How long one stays that nobody asks for. */
  readonly keepMs: number
}

type Kept = { readonly name: SegmentName; readonly bytes: Uint8Array; until: number }

/** What an entry takes beside its bytes and its key, so that empty ones are bounded too. */
const OVERHEAD_BYTES = 300

export class MemoryReplayStore implements ReplayStore {
  readonly #options: MemoryReplayStoreOptions
  readonly #kept: LRUCache<string, Kept>

  constructor(options: MemoryReplayStoreOptions) {
    this.#options = options
    this.#kept = new LRUCache({
      maxSize: options.mostBytes,
      sizeCalculation: ({ bytes }, key) => bytes.length + key.length + OVERHEAD_BYTES,
    })
  }

  async get(name: SegmentName): Promise<Uint8Array | undefined> {
    const kept = this.#renew(name)
    return kept?.bytes
  }

  async put(name: SegmentName, bytes: Uint8Array): Promise<void> {
    this.#kept.set(keyOf(name), { name, bytes, until: this.#until() })
  }

  async touch(names: readonly SegmentName[]): Promise<void> {
    for (const name of names) this.#renew(name)
  }

  async forget(stream: StreamId, { from, to }: Range): Promise<number> {
    const gone = [...this.#kept.entries()].filter(
      ([, { name }]) => name.stream === stream && name.from < to && name.to > from,
    )
    for (const [key] of gone) this.#kept.delete(key)
    return gone.length
  }

  async close(): Promise<void> {
    this.#kept.clear()
  }

  #renew(name: SegmentName): Kept | undefined {
    const key = keyOf(name)
    const kept = this.#kept.get(key)
    if (!kept) return undefined
    if (kept.until <= this.#options.now()) {
      this.#kept.delete(key)
      return undefined
    }
    kept.until = this.#until()
    return kept
  }

  #until(): number {
    return this.#options.now() + this.#options.keepMs
  }
}

function keyOf({ stream, from, to, generation }: SegmentName): string {
  return `${stream}/${generation}/${from}-${to}`
}
