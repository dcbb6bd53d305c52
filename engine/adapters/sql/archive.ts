// The archive in a Postgres: one adapter for every driver of it (sql.ts).
//
// Storing is one transaction of four statements, whatever the size of the batch. What never
// passed the log is in overlay.ts.

import {
  type ArchivedStream,
  type ArchiveRow,
  type Place,
  type Range,
  SLOT_MS,
} from '../../archived.ts'
import type { RoomId, StreamId } from '../../ids.ts'
import type { Archive, ArchiveBatch, Covered, Outline } from '../../ports/archive.ts'
import { OVERLAY } from '../../ports/overlay.ts'
import { openedAt } from '../../stream-id.ts'
import { type HeardMark, spansOf } from '../../stream-spans.ts'
import { ArchiveTables, asStream, type Row } from './archive-tables.ts'
import * as text from './archive-text.ts'
import { asArchived, columns } from './message-columns.ts'
import { INSERT_MESSAGES } from './messages-text.ts'
import { dayOf } from './months.ts'
import { asOutline } from './outline.ts'
import { SqlOverlay } from './overlay.ts'
import type { Query, Sql } from './sql.ts'
import { SqlTakebacks } from './takebacks.ts'
import { SqlTiers } from './tiers.ts'

/** Of what was said at one time. */
const BEFORE_ALL = { partition: OVERLAY - 1, offset: -1 }

export class SqlArchive implements Archive {
  readonly overlay: SqlOverlay
  readonly takebacks: SqlTakebacks
  readonly tiers: SqlTiers
  readonly #tables: ArchiveTables

  constructor(sql: Sql) {
    this.#tables = new ArchiveTables(sql)
    this.overlay = new SqlOverlay(this.#tables)
    this.takebacks = new SqlTakebacks(this.#tables)
    this.tiers = new SqlTiers(this.#tables)
  }

  async store(batch: ArchiveBatch): Promise<void> {
    const streams = new Set(batch.rows.map(({ message }) => message.stream))
    await this.#tables.write(streams, query => write(query, batch))
  }

  async stream(id: StreamId): Promise<ArchivedStream | undefined> {
    const [row] = await this.#tables.rows(text.STREAM, [id])
    return row && asStream(row)
  }

  async streams(
    room: RoomId,
    limit: number,
    which: 'all' | 'logged' = 'all',
  ): Promise<ArchivedStream[]> {
    return (await this.#tables.rows(text.STREAMS, [room, which, limit])).map(asStream)
  }

  async outline(id: StreamId, since = 0): Promise<Outline | undefined> {
    const [row] = await this.#tables.rows(text.OUTLINE, [id])
    if (!row) return undefined
    const isNew = Number(row.revision) > since
    const ask = (statement: string, ...more: unknown[]) =>
      isNew ? this.#tables.rows(statement, [id, ...more]) : []
    // Slots first: what is newer than the rest is told again next time.
    const slots = await ask(text.SLOTS, since)
    return asOutline(row, {
      slots,
      tallies: await ask(text.TALLIES),
      marks: await ask(text.PAUSES),
    })
  }

  async generation(id: StreamId, { from, to }: Range): Promise<number> {
    const slots = [from / SLOT_MS, to / SLOT_MS]
    const [row] = await this.#tables.rows(text.GENERATION, [id, ...slots])
    return Number(row?.generation)
  }

  async shift(id: StreamId, shiftMs: number): Promise<boolean> {
    return (await this.#tables.rows(text.SHIFT, [id, shiftMs])).length > 0
  }

  /**
   * Without a place to go on from, it is just before the range: an index is read from the
   * farthest of its lower bounds that Postgres picks, and it may pick the place.
   */
  async comments(
    id: StreamId,
    { limit, after, ...range }: Range & { readonly limit: number; readonly after?: Place },
  ): Promise<ArchiveRow[]> {
    const [from, to] = within(id, range)
    const { at, partition, offset } = after ?? { at: from, ...BEFORE_ALL }
    const place = [at, partition, offset, limit]
    const rows = await this.#tables.rows(text.COMMENTS, [dayOf(id), id, from, to, ...place])
    return rows.map(row => asArchived(row, { stream: id, room: row.room as RoomId }))
  }

  async missing(
    id: StreamId,
  ): Promise<readonly (Covered & { readonly log: string })[] | undefined> {
    const spans = spansOf((await this.#tables.rows(text.MARKS, [id])).map(asMark))
    if (!spans) return (await this.#tables.rows(text.IMPORTED, [id])).length > 0 ? [] : undefined
    const gaps = await this.#tables.rows(text.GAPS, [
      spans.map(({ log }) => log),
      spans.map(({ partition }) => partition),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
    ])
    return gaps.map(({ log, log_partition, first, last }) => ({
      log: String(log),
      partition: Number(log_partition),
      from: Number(first),
      to: Number(last),
    }))
  }

  async close(): Promise<void> {
    await this.#tables.close()
  }
}

async function write(query: Query, { log, partitions, ...batch }: ArchiveBatch): Promise<void> {
  const { rows, marks, covered } = batch
  const messages = rows.map(({ message }) => message)
  await query.query(text.INSERT_STREAMS, [
    [...messages, ...marks].map(({ stream }) => stream),
    [...messages, ...marks].map(({ room }) => room),
    [...messages.map(() => null), ...marks.map(({ mark, at }) => (mark === 'closed' ? at : null))],
  ])
  if (rows.length > 0) await query.query(INSERT_MESSAGES, columns(rows))
  if (marks.length > 0)
    await query.query(text.INSERT_MARKS, [
      ...[log, partitions],
      marks.map(({ stream }) => stream),
      marks.map(({ mark }) => mark),
      marks.map(({ partition }) => partition),
      marks.map(({ offset }) => offset),
      marks.map(({ at }) => at),
    ])
  await query.query(text.COVER, [
    log,
    covered.map(({ partition }) => partition),
    covered.map(({ from }) => from),
    covered.map(({ to }) => to),
  ])
}

function within(stream: StreamId, { from, to }: Range): [from: number, to: number] {
  const opened = openedAt(stream)
  return [opened + from, Math.min(opened + to, Number.MAX_SAFE_INTEGER)]
}

function asMark({ log, partitions, mark, log_partition, log_offset }: Row): HeardMark {
  return {
    log: String(log),
    partitions: Number(partitions),
    mark: mark === 'opened' ? 'opened' : 'closed',
    partition: Number(log_partition),
    offset: Number(log_offset),
  }
}
