// The archive of a single process, for tests and for rooms whose past nobody keeps. It keeps
// what it is told as it is, up to a bound (archived-streams.ts).

import {
  type ArchivedStream,
  type ArchiveRow,
  type Place,
  type Range,
  SLOT_MS,
} from '../../archived.ts'
import type { RoomId, StreamId } from '../../ids.ts'
import { cover, gaps, type OffsetRange } from '../../offset-ranges.ts'
import type { Archive, ArchiveBatch, Covered, Mark, Outline } from '../../ports/archive.ts'
import { order, placeOf } from '../../row-order.ts'
import { openedAt } from '../../stream-id.ts'
import { type HeardMark, spansOf } from '../../stream-spans.ts'
import { ArchivedStreams, type HeldStream, isTold, mayBeShown } from './archived-streams.ts'
import { outlineOf } from './outline.ts'
import { MemoryOverlay } from './overlay.ts'
import { MemoryTakebacks } from './takebacks.ts'
import { MemoryTiers } from './tiers.ts'

export type MemoryArchiveOptions = {
  /** The most rows held, over all streams. */
  readonly mostRows: number
}

export class MemoryArchive implements Archive {
  readonly overlay: MemoryOverlay
  readonly takebacks: MemoryTakebacks
  readonly tiers: MemoryTiers
  readonly #streams: ArchivedStreams
  /** By log and partition. */
  readonly #covered = new Map<string, readonly OffsetRange[]>()

  constructor({ mostRows }: MemoryArchiveOptions) {
    this.#streams = new ArchivedStreams(mostRows)
    this.overlay = new MemoryOverlay(this.#streams)
    this.takebacks = new MemoryTakebacks(this.#streams)
    this.tiers = new MemoryTiers(this.#streams)
  }

  async store({ log, partitions, rows, marks, covered }: ArchiveBatch): Promise<void> {
    for (const mark of marks) this.#mark(mark, log, partitions)
    for (const [, of] of byStream(rows)) this.#add(of)
    for (const { partition, from, to } of covered) {
      const key = offsetsOf(log, partition)
      this.#covered.set(key, cover(this.#covered.get(key) ?? [], { from, to }))
    }
    this.#streams.keepBound()
  }

  async stream(id: StreamId): Promise<ArchivedStream | undefined> {
    const stream = this.#streams.told(id)
    return stream && told(stream)
  }

  async streams(
    room: RoomId,
    limit: number,
    which: 'all' | 'logged' = 'all',
  ): Promise<ArchivedStream[]> {
    return this.#streams
      .all()
      .filter(stream => stream.info.room === room && isTold(stream) && stream.tier !== 'deleted')
      .filter(stream => which === 'all' || !stream.import)
      .sort((a, b) => (a.info.stream < b.info.stream ? 1 : -1))
      .slice(0, limit)
      .map(told)
  }

  async outline(id: StreamId, since = 0): Promise<Outline | undefined> {
    const stream = this.#streams.told(id)
    return stream && outlineOf(stream, since, this.#newest(stream.info.room) === id)
  }

  async generation(id: StreamId, { from, to }: Range): Promise<number> {
    const slots = this.#streams.get(id)?.slots ?? new Map()
    let generation = 0
    for (let slot = from / SLOT_MS; slot < to / SLOT_MS; slot++)
      generation = Math.max(generation, slots.get(slot)?.revision ?? 0)
    return generation
  }

  async shift(id: StreamId, shiftMs: number): Promise<boolean> {
    const stream = this.#streams.get(id)
    if (!stream || stream.tier === 'deleted') return false
    stream.shiftMs = shiftMs
    stream.revision++
    return true
  }

  async comments(
    id: StreamId,
    { from, to, limit, after }: Range & { readonly limit: number; readonly after?: Place },
  ): Promise<ArchiveRow[]> {
    const stream = this.#streams.told(id)
    const found = this.#within(id, { from, to }).filter(row => stream && mayBeShown(stream, row))
    const rest = after ? found.filter(row => order(placeOf(row), after) > 0) : found
    return rest.slice(0, limit)
  }

  async missing(
    id: StreamId,
  ): Promise<readonly (Covered & { readonly log: string })[] | undefined> {
    const stream = this.#streams.told(id)
    if (stream?.import) return stream.import.whole ? [] : undefined
    return spansOf(stream?.marks ?? [])?.flatMap(({ log, partition, from, to }) => {
      const covered = this.#covered.get(offsetsOf(log, partition)) ?? []
      return gaps(covered, { from, to }).map(gap => ({ log, partition, ...gap }))
    })
  }

  async close(): Promise<void> {
    this.#streams.clear()
    this.#covered.clear()
  }

  #mark({ mark, room, stream: id, at, partition, offset }: Mark, log: string, partitions: number) {
    const stream = this.#streams.open(id, room)
    if (mark === 'paused' || mark === 'resumed') {
      stream.pauseMarks.push({ mark, at })
      stream.revision++
      return
    }
    if (mark === 'closed') stream.closedAt = Math.max(at, stream.closedAt ?? at)
    const heard = { log, partitions, mark, partition, offset }
    if (!stream.marks.some(known => sameMark(known, heard))) stream.marks.push(heard)
  }

  /** Rows of one stream. */
  #add(rows: readonly ArchiveRow[]): void {
    const [first] = rows
    if (!first) return
    const { stream, room } = first.message
    this.#streams.add(this.#streams.open(stream, room), rows)
  }

  #newest(room: RoomId): StreamId | undefined {
    const ids = this.#streams
      .all()
      .filter(stream => stream.info.room === room && !stream.import)
      .map(({ info }) => info.stream)
    return ids.sort().at(-1)
  }

  #within(id: StreamId, { from, to }: Range): ArchiveRow[] {
    const opened = openedAt(id)
    const rows = this.#streams.told(id)?.rows ?? []
    return rows.filter(({ message: { at } }) => at >= opened + from && at < opened + to)
  }
}

function byStream(rows: readonly ArchiveRow[]): Map<StreamId, ArchiveRow[]> {
  const streams = new Map<StreamId, ArchiveRow[]>()
  for (const row of rows) {
    const of = streams.get(row.message.stream)
    if (of) of.push(row)
    else streams.set(row.message.stream, [row])
  }
  return streams
}

function told({ info, closedAt }: HeldStream): ArchivedStream {
  return closedAt === undefined ? info : { ...info, closedAt }
}

function sameMark(a: HeardMark, b: HeardMark): boolean {
  return (
    a.log === b.log && a.mark === b.mark && a.partition === b.partition && a.offset === b.offset
  )
}

function offsetsOf(log: string, partition: number): string {
  return `${partition} ${log}`
}
