// Notices within a process. Those of one turn of the event loop are told after it, and those
// of one stream as one: publishing never re-enters whoever listens, and what waits is bounded
// by the streams that are watched.

import type { StreamId } from '../../ids.ts'
import type { Notices } from '../../ports/notices.ts'

type Watcher = { readonly heard: () => void }

export class MemoryNotices implements Notices {
  readonly #watchers = new Map<StreamId, Set<Watcher>>()
  readonly #told = new Set<StreamId>()
  #telling: NodeJS.Immediate | undefined

  publish(stream: StreamId): void {
    if (!this.#watchers.has(stream)) return
    this.#told.add(stream)
    this.#telling ??= setImmediate(() => this.#tell())
  }

  watch(stream: StreamId, heard: () => void): () => void {
    const watcher: Watcher = { heard }
    const watchers = this.#watchers.get(stream) ?? new Set()
    this.#watchers.set(stream, watchers.add(watcher))
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && this.#watchers.get(stream) === watchers)
        this.#watchers.delete(stream)
    }
  }

  async close(): Promise<void> {
    clearImmediate(this.#telling)
    this.#watchers.clear()
    this.#told.clear()
  }

  #tell(): void {
    const streams = [...this.#told]
    this.#told.clear()
    this.#telling = undefined
    for (const stream of streams)
      for (const watcher of [...(this.#watchers.get(stream) ?? [])]) tellOne(watcher)
  }
}

function tellOne({ heard }: Watcher): void {
  try {
    heard()
  } catch {
    // A notice may be lost: to one who cannot take it, it is. The others still hear theirs.
  }
}
