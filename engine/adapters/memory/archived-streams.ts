// The streams of the archive in memory, each with its rows in the archive's order. It holds at
// most `mostRows`: beyond that the oldest stream loses its oldest rows, and with them the claim
// of being whole.

import { type ArchivedStream, type ArchiveRow, SLOT_MS } from '../../archived.ts'
import type { MessageId, RoomId, StreamId } from '../../ids.ts'
import type { PauseMark } from '../../pauses.ts'
import type { Cold, Tier } from '../../ports/tiers.ts'
import { order, placeOf } from '../../row-order.ts'
import { openedAt } from '../../stream-id.ts'
import type { HeardMark } from '../../stream-spans.ts'
import { Tombstones } from './tombstones.ts'

export type HeldStream = {
  readonly info: ArchivedStream
  closedAt: number | undefined
  readonly rows: ArchiveRow[]
  readonly ids: Set<string>
  marks: HeardMark[]
  /** Of an imported stream: when that began, whether it is there, and whether all of it is. */
  import?: { readonly begunAt: number; there: boolean; whole: boolean }
  revision: number
  shiftMs: number
  /** What is told of each second: how many may be shown, and since which revision. */
  readonly slots: Map<number, { count: number; revision: number }>
  readonly kinds: Map<string, number>
  readonly pauseMarks: PauseMark[]
  /** Of those rows the ones that are taken back. */
  readonly hidden: Set<MessageId>
  tier: Tier
  /** Where its cold files are, and who speaks in them. */
  cold?: Cold
  stale: boolean
  /** Since when something of it may be left that is to go. */
  unsweptSince?: number
  facts?: string
  /** The number the overlay goes on from. */
  overlaid: number
}

export class ArchivedStreams {
  readonly tombstones = new Tombstones()
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
    const stream: HeldStream = {
      ...{ info, closedAt: undefined, rows: [], ids, marks: [], overlaid: 0 },
      ...{ revision: 0, shiftMs: 0, slots: new Map(), kinds: new Map(), pauseMarks: [] },
      ...{ hidden: new Set(), tier: 'warm', stale: false },
    }
    this.#streams.set(id, stream)
    return stream
  }

  /** Those whose id is there already stay as they are. */
  add(stream: HeldStream, rows: readonly ArchiveRow[]): void {
    if (stream.tier === 'deleted') return
    const shows: ArchiveRow[] = []
    for (const row of rows) {
      if (stream.ids.has(row.message.id) || this.tombstones.deletes(row)) continue
      stream.ids.add(row.message.id)
      stream.rows.push(row)
      this.#held++
      if (this.tombstones.hides(row)) stream.hidden.add(row.message.id)
      else if (!row.shadowed) shows.push(row)
    }
    stream.rows.sort(inOrder)
    change(stream, shows, 1)
  }

  /** Lets go of rows; returns those that could be shown. */
  remove(
    stream: HeldStream,
    isGone: (row: ArchiveRow) => boolean,
    isMoved = false,
  ): readonly ArchiveRow[] {
    const gone = stream.rows.filter(isGone)
    const shown = gone.filter(row => mayBeShown(stream, row))
    const left = stream.rows.filter(row => !isGone(row))
    stream.rows.splice(0, stream.rows.length, ...left)
    for (const { message } of gone) {
      stream.hidden.delete(message.id)
      stream.ids.delete(message.id)
    }
    this.#held -= gone.length
    if (!isMoved) change(stream, shown, -1)
    return shown
  }

  /** Looks again at what tombstones say of rows; returns those that are shown no more, or again. */
  lookAgain(stream: HeldStream): readonly ArchiveRow[] {
    const turned = stream.rows.filter(
      row => this.tombstones.hides(row) !== stream.hidden.has(row.message.id),
    )
    const [back, gone] = [
      turned.filter(({ message }) => stream.hidden.has(message.id)),
      turned.filter(({ message }) => !stream.hidden.has(message.id)),
    ]
    for (const { message } of back) stream.hidden.delete(message.id)
    for (const { message } of gone) stream.hidden.add(message.id)
    const shown = (rows: readonly ArchiveRow[]) => rows.filter(({ shadowed }) => !shadowed)
    if (turned.some(({ shadowed }) => !shadowed)) stream.revision++
    change(stream, shown(back), 1, 0)
    change(stream, shown(gone), -1, 0)
    return shown(turned)
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
    const forgotten = new Set(oldest.rows.slice(0, many))
    this.remove(oldest, row => forgotten.has(row))
    oldest.marks = oldest.marks.filter(({ mark }) => mark !== 'opened')
    if (oldest.import) oldest.import.whole = false
    if (oldest.rows.length === 0) this.#streams.delete(oldest.info.stream)
  }
}

/** Not shadowed, not taken back. */
export function mayBeShown({ hidden }: HeldStream, { shadowed, message }: ArchiveRow): boolean {
  return !shadowed && !hidden.has(message.id)
}

/** What may be shown has grown by these rows, or shrunk. */
function change(stream: HeldStream, rows: readonly ArchiveRow[], by: 1 | -1, revisions = 1): void {
  if (rows.length === 0) return
  stream.revision += revisions
  stream.stale ||= stream.tier === 'cold'
  for (const { message } of rows) {
    const slot = Math.floor((message.at - stream.info.openedAt) / SLOT_MS)
    const count = (stream.slots.get(slot)?.count ?? 0) + by
    stream.slots.set(slot, { count, revision: stream.revision })
    stream.kinds.set(message.kind, (stream.kinds.get(message.kind) ?? 0) + by)
  }
}

export function isTold(stream: HeldStream): boolean {
  return stream.import?.there ?? true
}

function inOrder(a: ArchiveRow, b: ArchiveRow): number {
  return order(placeOf(a), placeOf(b))
}
