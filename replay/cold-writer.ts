// Writes a stream into cold files, chunk by chunk: one part of it is in memory, whatever its
// length. Nobody reads them before the archive is told that they are there.

import type { ArchiveRow } from '../engine/archived.ts'
import type { RoomId, StreamId } from '../engine/ids.ts'
import { personOf } from '../engine/person.ts'
import type { ColdStore } from '../engine/ports/cold-store.ts'
import type { Cold } from '../engine/ports/tiers.ts'
import { placeOf } from '../engine/row-order.ts'
import {
  CHUNK_ROWS,
  type Chunk,
  indexName,
  PART_BYTES,
  packIndex,
  packRows,
  partName,
} from './cold-format.ts'

export type Writing = {
  /** Where to: a name that nothing else has. */
  readonly files: string
  readonly room: RoomId
  readonly stream: StreamId
}

export async function writeCold(
  store: Pick<ColdStore, 'put'>,
  { files, room, stream }: Writing,
  rows: AsyncIterable<readonly ArchiveRow[]>,
): Promise<Omit<Cold, 'at'>> {
  const writer = new ColdWriter(store, files)
  for await (const page of rows) await writer.add(page)
  const chunks = await writer.end()
  await store.put(indexName(files), await packIndex({ room, stream, chunks }))
  return { files, people: writer.people }
}

class ColdWriter {
  readonly people = new Map<string, number>()
  readonly #store: Pick<ColdStore, 'put'>
  readonly #files: string
  readonly #chunks: Chunk[] = []
  #waiting: ArchiveRow[] = []
  #part: Buffer[] = []
  #partBytes = 0
  #parts = 0

  constructor(store: Pick<ColdStore, 'put'>, files: string) {
    this.#store = store
    this.#files = files
  }

  async add(rows: readonly ArchiveRow[]): Promise<void> {
    for (const row of rows) {
      const { from, at } = row.message
      const person = personOf(from.id)
      if (!this.people.has(person)) this.people.set(person, at)
      this.#waiting.push(row)
      if (this.#waiting.length >= CHUNK_ROWS) await this.#chunk()
    }
  }

  async end(): Promise<readonly Chunk[]> {
    if (this.#waiting.length > 0) await this.#chunk()
    if (this.#part.length > 0) await this.#putPart()
    return this.#chunks
  }

  async #chunk(): Promise<void> {
    const rows = this.#waiting
    this.#waiting = []
    const [first, last] = [rows[0], rows.at(-1)].map(row => placeOf(row as ArchiveRow))
    const bytes = await packRows(rows)
    const at = { part: this.#parts, offset: this.#partBytes, length: bytes.length }
    this.#chunks.push({
      ...at,
      rows: rows.length,
      first: first as Chunk['first'],
      last: last as Chunk['last'],
    })
    this.#part.push(bytes)
    this.#partBytes += bytes.length
    if (this.#partBytes >= PART_BYTES) await this.#putPart()
  }

  async #putPart(): Promise<void> {
    await this.#store.put(partName(this.#files, this.#parts), Buffer.concat(this.#part))
    this.#parts++
    this.#part = []
    this.#partBytes = 0
  }
}
