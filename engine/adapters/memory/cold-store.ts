// Cold files of a single process, for tests and for rooms whose past nobody keeps.

import type { ColdStore, Piece } from '../../ports/cold-store.ts'

export class MemoryColdStore implements ColdStore {
  readonly #files = new Map<string, Uint8Array>()

  async put(name: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(name, Uint8Array.from(bytes))
  }

  async get(name: string, piece?: Piece): Promise<Uint8Array | undefined> {
    const bytes = this.#files.get(name)
    return piece ? bytes?.subarray(piece.from, piece.from + piece.length) : bytes
  }

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.#files.keys()].filter(name => name.startsWith(prefix)).sort()
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.#files.delete(name)
  }

  async close(): Promise<void> {
    this.#files.clear()
  }
}
