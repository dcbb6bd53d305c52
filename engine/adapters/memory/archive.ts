// The archive of a single process, for tests and for rooms whose past nobody keeps.
//
// It holds at most `mostRows`: beyond that the oldest stream loses its oldest rows, and with
// them the claim of being whole. It keeps what it is told as it is.

import type { RoomId, StreamId } from '../../ids.ts'
import { cover, gaps, type OffsetRange } from '../../offset-ranges.ts'
import type {
  Archive,
  ArchiveBatch,
  ArchivedStream,
  ArchiveRow,
  Covered,
  Histogram,
  Mark,
  Place,
  Range,
} from '../../ports/archive.ts'
import { openedAt } from '../../stream-id.ts'
import { type HeardMark, spansOf } from '../../stream-spans.ts'

export type MemoryArchiveOptions = {
  /** The most rows held, over all streams. */
  readonly mostRows: number
}

type Stream = {
  readonly info: ArchivedStream
  closedAt: number | undefined
  /** In the archive's order. */
  readonly rows: ArchiveRow[]
  readonly ids: Set<string>
  marks: HeardMark[]
}

export class MemoryArchive implements Archive {
  readonly #mostRows: number
  /** In no order: a stream may be heard of late. */
  readonly #streams = new Map<StreamId, Stream>()
  /** By log and partition. */
  readonly #covered = new Map<string, readonly OffsetRange[]>()
  #held = 0

  constructor({ mostRows }: MemoryArchiveOptions) {
    this.#mostRows = mostRows
  }

  async store({ log, partitions, rows, marks, covered }: ArchiveBatch): Promise<void> {
    for (const mark of marks) this.#mark(mark, log, partitions)
    for (const row of rows) this.#add(row)
    for (const id of new Set(rows.map(({ message }) => message.stream)))
      this.#streams.get(id)?.rows.sort(inOrder)
    for (const { partition, from, to } of covered) {
      const key = placeOf(log, partition)
      this.#covered.set(key, cover(this.#covered.get(key) ?? [], { from, to }))
    }
    while (this.#held > this.#mostRows) this.#forgetSome(this.#held - this.#mostRows)
  }

  async stream(id: StreamId): Promise<ArchivedStream | undefined> {
    const stream = this.#streams.get(id)
    return stream && told(stream)
  }

  async streams(room: RoomId, limit: number): Promise<ArchivedStream[]> {
    return [...this.#streams.values()]
      .filter(({ info }) => info.room === room)
      .sort((a, b) => (a.info.stream < b.info.stream ? 1 : -1))
      .slice(0, limit)
      .map(told)
  }

  async comments(
    id: StreamId,
    { from, to, limit, after }: Range & { readonly limit: number; readonly after?: Place },
  ): Promise<ArchiveRow[]> {
    const found = this.#within(id, { from, to }).filter(({ shadowed }) => !shadowed)
    const rest = after ? found.filter(row => order(placed(row), after) > 0) : found
    return rest.slice(0, limit)
  }

  async histogram(
    id: StreamId,
    stepMs: number,
    range: Range = { from: 0, to: Number.POSITIVE_INFINITY },
  ): Promise<Histogram> {
    const steps = new Map<number, { step: number; count: number; archived: number }>()
    for (const { message, shadowed } of this.#within(id, range)) {
      const step = Math.floor((message.at - openedAt(id)) / stepMs)
      const counted = steps.get(step) ?? { step, count: 0, archived: 0 }
      counted.archived++
      if (!shadowed) counted.count++
      steps.set(step, counted)
    }
    return [...steps.values()]
  }

  async missing(
    id: StreamId,
  ): Promise<readonly (Covered & { readonly log: string })[] | undefined> {
    const spans = spansOf(this.#streams.get(id)?.marks ?? [])
    return spans?.flatMap(({ log, partition, from, to }) => {
      const covered = this.#covered.get(placeOf(log, partition)) ?? []
      return gaps(covered, { from, to }).map(gap => ({ log, partition, ...gap }))
    })
  }

  async close(): Promise<void> {
    this.#streams.clear()
    this.#covered.clear()
    this.#held = 0
  }

  #mark({ mark, room, stream: id, at, partition, offset }: Mark, log: string, partitions: number) {
    const stream = this.#open(id, room)
    if (mark === 'closed') stream.closedAt = Math.max(at, stream.closedAt ?? at)
    const heard = { log, partitions, mark, partition, offset }
    if (!stream.marks.some(known => sameMark(known, heard))) stream.marks.push(heard)
  }

  #add(row: ArchiveRow): void {
    const { id, stream: streamId, room } = row.message
    const stream = this.#open(streamId, room)
    if (stream.ids.has(id)) return
    stream.ids.add(id)
    stream.rows.push(row)
    this.#held++
  }

  #open(id: StreamId, room: RoomId): Stream {
    const known = this.#streams.get(id)
    if (known) return known
    const info = { stream: id, room, openedAt: openedAt(id) }
    const stream = { info, closedAt: undefined, rows: [], ids: new Set<string>(), marks: [] }
    this.#streams.set(id, stream)
    return stream
  }

  #forgetSome(many: number): void {
    const [oldest] = [...this.#streams.values()].sort((a, b) => a.info.openedAt - b.info.openedAt)
    if (!oldest) return
    const forgotten = oldest.rows.splice(0, many)
    for (const { message } of forgotten) oldest.ids.delete(message.id)
    this.#held -= forgotten.length
    oldest.marks = oldest.marks.filter(({ mark }) => mark !== 'opened')
    if (oldest.rows.length === 0) this.#streams.delete(oldest.info.stream)
  }

  #within(id: StreamId, { from, to }: Range): ArchiveRow[] {
    const opened = openedAt(id)
    const rows = this.#streams.get(id)?.rows ?? []
    return rows.filter(({ message: { at } }) => at >= opened + from && at < opened + to)
  }
}

function told({ info, closedAt }: Stream): ArchivedStream {
  return closedAt === undefined ? info : { ...info, closedAt }
}

function sameMark(a: HeardMark, b: HeardMark): boolean {
  return (
    a.log === b.log && a.mark === b.mark && a.partition === b.partition && a.offset === b.offset
  )
}

function inOrder(a: ArchiveRow, b: ArchiveRow): number {
  return order(placed(a), placed(b))
}

function order(a: Place, b: Place): number {
  return a.at - b.at || a.partition - b.partition || a.offset - b.offset
}

function placed({ message, partition, offset }: ArchiveRow): Place {
  return { at: message.at, partition, offset }
}

function placeOf(log: string, partition: number): string {
  return `${partition} ${log}`
}
