// Several Redis side by side: each stream, or each room, lives on one of them, found by consistent
// hash of its id, so that one Redis more moves only the streams or rooms that go to it.
//
// A Redis is known on the ring by its address and database, not by its place in the list:
// however the list is ordered and whatever the password, every process finds the same one.

import HashRing from 'hashring'

/** 640 points a node (4 from each hash): ± 4 % uneven. Weights would move other nodes' keys. */
const VNODES = 160
/** The package caches what it found; 0 would throw, and the search is short. */
const LEAST_CACHE = 1

export class Shards<T> {
  readonly #nodes: ReadonlyMap<string, T>
  readonly #ring: HashRing
  /** Where there is one alone: a search takes some 4 µs. */
  readonly #only: T | undefined

  /** @param open makes what stands for one URL */
  constructor(urls: readonly string[], open: (url: string, index: number) => T) {
    this.#nodes = new Map(urls.map((url, index) => [nodeName(url), open(url, index)]))
    const points = [...this.#nodes.keys()].map(name => [name, { vnodes: VNODES }] as const)
    this.#ring = new HashRing(Object.fromEntries(points), 'md5', { 'max cache size': LEAST_CACHE })
    const [first, ...others] = this.#nodes.values()
    this.#only = others.length === 0 ? first : undefined
  }

  of(key: string): T {
    return this.#only ?? (this.#nodes.get(this.#ring.get(key) as string) as T)
  }

  all(): readonly T[] {
    return [...this.#nodes.values()]
  }
}

function nodeName(url: string): string {
  const { hostname, port, pathname } = new URL(url) // of a cluster, the node that is named first
  return `${hostname}:${port || '6379'}/${pathname.slice(1) || '0'}`
}
