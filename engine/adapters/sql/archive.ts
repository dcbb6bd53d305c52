// The archive in a Postgres: one adapter for every driver of it (sql.ts).
//
// The schema is brought up to date on first use. Storing is one transaction of four
// statements, whatever the size of the batch. What people said is kept as JSON text, in which
// nothing is left that Postgres might refuse, so that no row can hold up the batch it is in.

import { Fault } from '../../fault.ts'
import type { MessageId, RoomId, StreamId } from '../../ids.ts'
import type { Body, Message, Priority, Sender } from '../../message.ts'
import type {
  Archive,
  ArchiveBatch,
  ArchivedStream,
  ArchiveRow,
  Covered,
  Histogram,
  Place,
  Range,
} from '../../ports/archive.ts'
import { openedAt } from '../../stream-id.ts'
import { type HeardMark, spansOf } from '../../stream-spans.ts'
import * as text from './archive-text.ts'
import { dayOf, Months } from './months.ts'
import { Schema } from './schema.ts'
import type { Query, Sql } from './sql.ts'

type Row = Readonly<Record<string, unknown>>
const BEFORE_ALL: Place = { at: Number.MIN_SAFE_INTEGER, partition: -1, offset: -1 }

export class SqlArchive implements Archive {
  readonly #sql: Sql
  readonly #schema: Schema
  readonly #months: Months

  constructor(sql: Sql) {
    this.#sql = sql
    this.#schema = new Schema(sql)
    this.#months = new Months(sql)
  }

  async store(batch: ArchiveBatch): Promise<void> {
    await this.#ask(async () => {
      await this.#months.makeFor(new Set(batch.rows.map(({ message }) => message.stream)))
      await this.#sql.transaction(query => write(query, batch))
    })
  }

  async stream(id: StreamId): Promise<ArchivedStream | undefined> {
    const [row] = await this.#rows(text.STREAM, [id])
    return row && asStream(row)
  }

  async streams(room: RoomId, limit: number): Promise<ArchivedStream[]> {
    return (await this.#rows(text.STREAMS, [room, limit])).map(asStream)
  }

  async comments(
    id: StreamId,
    {
      limit,
      after = BEFORE_ALL,
      ...range
    }: Range & { readonly limit: number; readonly after?: Place },
  ): Promise<ArchiveRow[]> {
    const known = await this.stream(id)
    if (!known) return []
    const { at, partition, offset } = after
    const rows = await this.#rows(text.COMMENTS, [
      ...[dayOf(id), id, ...within(id, range)],
      ...[at, partition, offset, limit],
    ])
    return rows.map(row => asArchived(row, known))
  }

  async histogram(
    id: StreamId,
    stepMs: number,
    range: Range = { from: 0, to: Number.POSITIVE_INFINITY },
  ): Promise<Histogram> {
    const params = [dayOf(id), id, openedAt(id), stepMs, ...within(id, range)]
    return (await this.#rows(text.HISTOGRAM, params)).map(({ step, count, archived }) => ({
      step: Number(step),
      count: Number(count),
      archived: Number(archived),
    }))
  }

  async missing(
    id: StreamId,
  ): Promise<readonly (Covered & { readonly log: string })[] | undefined> {
    const spans = spansOf((await this.#rows(text.MARKS, [id])).map(asMark))
    if (!spans) return undefined
    const gaps = await this.#rows(text.GAPS, [
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
    await this.#sql.close()
  }

  async #rows(statement: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return this.#ask(async () => (await this.#sql.query(statement, params)).rows)
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.#schema.ready()
      return await work()
    } catch (error) {
      this.#months.forget()
      if (error instanceof Fault) throw error
      throw new Fault('archive-unavailable', `the archive: ${(error as Error).message}`, error)
    }
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
  if (rows.length > 0) await query.query(text.INSERT_MESSAGES, columns(rows))
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

function columns(rows: readonly ArchiveRow[]): unknown[] {
  const messages = rows.map(({ message }) => message)
  return [
    messages.map(({ stream }) => dayOf(stream)),
    messages.map(({ stream }) => stream),
    messages.map(({ id }) => id),
    messages.map(({ at }) => at),
    rows.map(({ partition }) => partition),
    rows.map(({ offset }) => offset),
    messages.map(({ kind }) => holdable(kind)),
    messages.map(({ priority }) => priority),
    rows.map(({ shadowed }) => shadowed),
    messages.map(({ from }) => JSON.stringify(from)),
    messages.map(({ body }) => JSON.stringify(body)),
  ]
}

/** JSON escapes U+0000 and lone surrogates, which no text of Postgres can hold; this does not. */
function holdable(raw: string): string {
  return raw.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')
}

function within(stream: StreamId, { from, to }: Range): [from: number, to: number] {
  const opened = openedAt(stream)
  return [opened + from, Math.min(opened + to, Number.MAX_SAFE_INTEGER)]
}

function asStream({ stream, room, closed_at: closedAt }: Row): ArchivedStream {
  const id = stream as StreamId
  const open = { stream: id, room: room as RoomId, openedAt: openedAt(id) }
  return closedAt === null ? open : { ...open, closedAt: Number(closedAt) }
}

function asArchived(row: Row, { stream, room }: ArchivedStream): ArchiveRow {
  const message: Message = {
    id: row.id as MessageId,
    room,
    stream,
    kind: String(row.kind),
    priority: row.priority as Priority,
    from: JSON.parse(String(row.sender)) as Sender,
    body: JSON.parse(String(row.body)) as Body,
    at: Number(row.at),
  }
  const [partition, offset] = [Number(row.log_partition), Number(row.log_offset)]
  return { message, shadowed: false, partition, offset }
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
