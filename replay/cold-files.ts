// Reads streams out of cold files: only the chunks that are asked for. Indexes are kept for a
// while, because who looks at a stream looks at more of it.

import { LRUCache } from 'lru-cache'
import type { ArchiveRow, Place } from '../engine/archived.ts'
import { Fault } from '../engine/fault.ts'
import type { ColdStore } from '../engine/ports/cold-store.ts'
import { order, placeOf } from '../engine/row-order.ts'
import {
  type Chunk,
  type Index,
  indexName,
  partName,
  unpackIndex,
  unpackRows,
} from './cold-format.ts'

/** An index of a million rows is some 100 kB in memory. */
const MOST_INDEXES = 100

export type ColdQuery = {
  /** ms since 1970; the end is exclusive. */
  readonly from: number
  readonly to: number
  readonly after?: Place | undefined
}

export class ColdFiles {
  readonly #store: Pick<ColdStore, 'get'>
  readonly #indexes = new LRUCache<string, Index>({ max: MOST_INDEXES })

  constructor(store: Pick<ColdStore, 'get'>) {
    this.#store = store
  }

  /** Chunk by chunk, in order; every row, also those not to be shown. */
  async *rows(
    files: string,
    { from, to, after }: ColdQuery = {
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
    },
  ): AsyncGenerator<readonly ArchiveRow[]> {
    const index = await this.#index(files)
    const isAfter = (place: Place) => after === undefined || order(place, after) > 0
    for (const chunk of index.chunks) {
      if (chunk.first.at >= to) return
      if (chunk.last.at < from || !isAfter(chunk.last)) continue
      const rows = await this.#chunk(files, chunk, index)
      yield rows.filter(
        row => row.message.at >= from && row.message.at < to && isAfter(placeOf(row)),
      )
    }
  }

  async #index(files: string): Promise<Index> {
    const known = this.#indexes.get(files)
    if (known) return known
    const bytes = (await this.#store.get(indexName(files))) ?? missing(indexName(files))
    const index = await unpackIndex(bytes).catch(cause => broken(indexName(files), cause))
    this.#indexes.set(files, index)
    return index
  }

  async #chunk(
    files: string,
    { part, offset, length }: Chunk,
    index: Index,
  ): Promise<ArchiveRow[]> {
    const name = partName(files, part)
    const bytes = (await this.#store.get(name, { from: offset, length })) ?? missing(name)
    return unpackRows(bytes, index).catch(cause => broken(name, cause))
  }
}

function missing(name: string): never {
  throw new Fault('cold-unavailable', `the cold file ${name} is not there`)
}

function broken(name: string, cause: unknown): never {
  throw new Fault('cold-unavailable', `the cold file ${name} cannot be read`, cause)
}
