// The streams of the archive in memory, each with its rows in the archive's order. It holds at
// most `mostRows`: beyond that the oldest stream loses its oldest rows, and with them the claim
// of being whole.

import type { RoomId, StreamId } from '../../ids.ts'
import type { ArchivedStream, ArchiveRow, Place } from '../../ports/archive.ts'
import { openedAt } from '../../stream-id.ts'
import type { HeardMark } from '../../stream-spans.ts'

export type HeldStream = {
  readonly info: ArchivedStream
  closedAt: number | undefined
  readonly rows: ArchiveRow[]
  readonly ids: Set<string>
  marks: HeardMark[]
  /** Of an imported stream: when that began, whether it is there, and whether all of it is. */
  import?: { readonly begunAt: number; there: boolean; whole: boolean }
  /** The number the overlay goes on from. */
  overlaid: number
}

export class ArchivedStreams {
  readonly #mostRows: number
  /** In no order: a stream may be heard of late. */
  readonly #streams = new Map<StreamId, HeldStream>()
  #held = 0

  constructor(mostRows: number) {
    this.#mostRows = mostRows
  }

  get(id: StreamId): HeldStream | undefined {
    return this.#streams.get(id)
  }

  /** Without those that are still being imported. */
  told(id: StreamId): HeldStream | undefined {
    const stream = this.#streams.get(id)
    return stream && isTold(stream) ? stream : undefined
  }

  all(): readonly HeldStream[] {
    return [...this.#streams.values()]
  }

  /** The stream; a new one when nobody has heard of it. */
  open(id: StreamId, room: RoomId): HeldStream {
    const known = this.#streams.get(id)
    if (known) return known
    const info = { stream: id, room, openedAt: openedAt(id) }
    const ids = new Set<string>()
    const stream = { info, closedAt: undefined, rows: [], ids, marks: [], overlaid: 0 }
    this.#streams.set(id, stream)
    return stream
  }

  /** Those whose id is there already stay as they are. */
  add(stream: HeldStream, rows: readonly ArchiveRow[]): void {
    for (const row of rows) {
      if (stream.ids.has(row.message.id)) continue
      stream.ids.add(row.message.id)
      stream.rows.push(row)
      this.#held++
    }
    stream.rows.sort(inOrder)
  }

  /** When all that came at once is in. */
  keepBound(): void {
    while (this.#held > this.#mostRows) this.#forgetSome(this.#held - this.#mostRows)
  }

  drop({ info, rows }: HeldStream): void {
    this.#held -= rows.length
    this.#streams.delete(info.stream)
  }

  clear(): void {
    this.#streams.clear()
    this.#held = 0
  }

  #forgetSome(many: number): void {
    const [oldest] = this.all()
      .filter(({ rows }) => rows.length > 0)
      .sort((a, b) => a.info.openedAt - b.info.openedAt)
    if (!oldest) return
    const forgotten = oldest.rows.splice(0, many)
    for (const { message } of forgotten) oldest.ids.delete(message.id)
    this.#held -= forgotten.length
    oldest.marks = oldest.marks.filter(({ mark }) => mark !== 'opened')
    if (oldest.import) oldest.import.whole = false
    if (oldest.rows.length === 0) this.#streams.delete(oldest.info.stream)
  }
}

export function isTold(stream: HeldStream): boolean {
  return stream.import?.there ?? true
}

export function order(a: Place, b: Place): number {
  return a.at - b.at || a.partition - b.partition || a.offset - b.offset
}

export function placed({ message, partition, offset }: ArchiveRow): Place {
  return { at: message.at, partition, offset }
}

function inOrder(a: ArchiveRow, b: ArchiveRow): number {
  return order(placed(a), placed(b))
}
