// Archived rows as Postgres takes and gives them. What people said is kept as JSON text, in
// which nothing is left that Postgres might refuse, so that no row can hold up the batch it is
// in.

import type { ArchivedStream, ArchiveRow } from '../../archived.ts'
import type { MessageId, StreamId } from '../../ids.ts'
import type { Body, Message, Priority, Sender } from '../../message.ts'
import { personOf } from '../../person.ts'
import { openedAt } from '../../stream-id.ts'
import type { Row } from './archive-tables.ts'
import { dayOf } from './months.ts'

/** The parameters of `INSERT_MESSAGES`. */
export function columns(rows: readonly ArchiveRow[]): unknown[] {
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
    messages.map(({ from }) => personOf(from.id)),
    ...openings(new Set(messages.map(({ stream }) => stream))),
  ]
}

/** Streams, and when each opened. */
function openings(streams: ReadonlySet<StreamId>): [StreamId[], number[]] {
  return [[...streams], [...streams].map(openedAt)]
}

export function asArchived(
  row: Row,
  { stream, room }: Pick<ArchivedStream, 'stream' | 'room'>,
): ArchiveRow {
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
  return { message, shadowed: row.shadowed === true, partition, offset }
}

/** JSON escapes U+0000 and lone surrogates, which no text of Postgres can hold; this does not. */
function holdable(raw: string): string {
  return raw.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')
}
