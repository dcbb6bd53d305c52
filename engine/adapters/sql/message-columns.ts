// Archived rows as Postgres takes and gives them. What people said is kept as JSON text, in
// which nothing is left that Postgres might refuse, so that no row can hold up the batch it is
// in.

import type { ArchivedStream, ArchiveRow } from '../../archived.ts'
import type { MessageId, StreamId } from '../../ids.ts'
import type { Body, Message, Priority, Sender } from '../../message.ts'
import { personOf } from '../../person.ts'
import type { OverlayRow } from '../../ports/overlay.ts'
import { openedAt } from '../../stream-id.ts'
import type { Row } from './archive-tables.ts'
import { dayOf } from './months.ts'

/** The parameters of `INSERT_MESSAGES`: an array for each column, then streams and when each opened. */
export function columns(rows: readonly ArchiveRow[]): string[] {
  const messages = rows.map(({ message }) => message)
  return [
    textArray(messages.map(({ stream }) => dayOf(stream))),
    textArray(messages.map(({ stream }) => stream)),
    array(rows.map(({ partition }) => partition)),
    array(rows.map(({ offset }) => offset)),
    ...ownColumns(rows),
    ...openings(new Set(messages.map(({ stream }) => stream))),
  ]
}

/** Of those columns, the ones that say what was said, by whom, and when. */
export function ownColumns(rows: readonly OverlayRow[]): string[] {
  const messages = rows.map(({ message }) => message)
  return [
    textArray(messages.map(({ id }) => id)),
    array(messages.map(({ at }) => at)),
    textArray(messages.map(({ kind }) => holdable(kind))),
    textArray(messages.map(({ priority }) => priority)),
    array(rows.map(({ shadowed }) => shadowed)),
    jsonArray(messages.map(({ from }) => from)),
    jsonArray(messages.map(({ body }) => body)),
    textArray(messages.map(({ from }) => personOf(from.id))),
  ]
}

function openings(streams: ReadonlySet<StreamId>): [string, string] {
  return [textArray([...streams]), array([...streams].map(openedAt))]
}

// Arrays are handed over as Postgres writes them, which costs a fraction of what drivers take
// to write them: `{1,2}`, and texts in quotes with a backslash before every quote and backslash.

function array(values: readonly (number | boolean)[]): string {
  return `{${values.join(',')}}`
}

function textArray(values: readonly string[]): string {
  return `{${values.map(quoted).join(',')}}`
}

/** What JSON does to a text that is JSON already is just that: nothing else in it is escaped. */
function jsonArray(values: readonly unknown[]): string {
  return `{${values.map(value => JSON.stringify(JSON.stringify(value))).join(',')}}`
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
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

const PLAIN = /^[a-z0-9-]*$/
/** JSON escapes U+0000 and lone surrogates, which no text of Postgres can hold; this does not. */
function holdable(raw: string): string {
  if (PLAIN.test(raw)) return raw
  return raw.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')
}
