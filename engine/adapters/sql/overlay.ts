// The overlay in a Postgres. A stream's own row gives out the numbers that its rows are ordered
// by, and is locked by it: of several that add to one stream one goes at a time. Who numbers its
// rows itself, as an import does, holds on to the stream alone, so that several write at once; an
// import that is dropped takes no more.

import type { RoomId, StreamId } from '../../ids.ts'
import type { Import, Overlay, OverlayRow } from '../../ports/overlay.ts'
import { openedAt } from '../../stream-id.ts'
import type { ArchiveTables } from './archive-tables.ts'
import { ownColumns } from './message-columns.ts'
import { INSERT_OVER } from './messages-text.ts'
import { dayOf } from './months.ts'

/** A statement that deletes so many takes well below a second. */
const DROPPED_AT_ONCE = 20_000

const NEXT_NUMBERS = `
  UPDATE streams SET overlaid = overlaid + $2 WHERE stream = $1 RETURNING overlaid - $2 AS first`

const HOLD = 'SELECT stream FROM streams WHERE stream = $1 FOR KEY SHARE'
const NUMBERED = 'UPDATE streams SET overlaid = greatest(overlaid, $2::bigint) WHERE stream = $1'

const BEGIN_IMPORT = `
  INSERT INTO streams (stream, room, import, begun_at) VALUES ($1, $2, 'coming', $3)
  ON CONFLICT DO NOTHING`

const END_IMPORT = `
  UPDATE streams SET import = 'there', closed_at = coalesce(closed_at, $2)
  WHERE stream = $1 AND import IS NOT NULL RETURNING stream`

const IMPORTS = `
  SELECT stream, room, begun_at FROM streams WHERE import = 'coming' ORDER BY begun_at, stream`

// Goes along the primary key, so that what was deleted is not looked at again.
const DROP_SOME = `
  WITH batch AS (
    SELECT id FROM messages WHERE day = $1 AND stream = $2 AND id > $3 ORDER BY id LIMIT $4),
  dropped AS (
    DELETE FROM messages WHERE day = $1 AND stream = $2
      AND id > $3 AND id <= (SELECT max(id) FROM batch)
      AND EXISTS (SELECT FROM streams WHERE stream = $2 AND import = 'coming')
    RETURNING id)
  SELECT max(id) AS last FROM dropped`

const DROP_STREAM = `DELETE FROM streams WHERE stream = $1 AND import = 'coming' RETURNING stream`
const DROP_REST = 'DELETE FROM messages WHERE day = $1 AND stream = $2'

export class SqlOverlay implements Overlay {
  readonly #tables: ArchiveTables

  constructor(tables: ArchiveTables) {
    this.#tables = tables
  }

  add(stream: StreamId, rows: readonly OverlayRow[], first?: number): Promise<boolean> {
    return this.#tables.write([stream], async query => {
      const numbers = await (first === undefined
        ? query.query(NEXT_NUMBERS, [stream, rows.length])
        : query.query(HOLD, [stream]))
      const [given] = numbers.rows
      if (!given) return false
      const about = [dayOf(stream), stream, first ?? given.first, openedAt(stream)]
      await query.query(INSERT_OVER, [...about, ...ownColumns(rows)])
      if (first !== undefined) await query.query(NUMBERED, [stream, first + rows.length])
      return true
    })
  }

  async beginImport({ stream, room, begunAt }: Import): Promise<void> {
    await this.#tables.rows(BEGIN_IMPORT, [stream, room, begunAt])
  }

  async endImport(stream: StreamId, closedAt: number): Promise<boolean> {
    return (await this.#tables.rows(END_IMPORT, [stream, closedAt])).length > 0
  }

  /** The many go piece by piece, so that no statement takes long; then the stream with the rest. */
  async dropImport(stream: StreamId): Promise<void> {
    const day = dayOf(stream)
    for (let last: unknown = ''; last !== null; ) {
      const [dropped] = await this.#tables.rows(DROP_SOME, [day, stream, last, DROPPED_AT_ONCE])
      last = dropped?.last ?? null
    }
    await this.#tables.write([], async query => {
      const { rows } = await query.query(DROP_STREAM, [stream])
      if (rows.length === 0) return
      await query.query(DROP_REST, [day, stream])
      for (const table of ['slots', 'tallies'])
        await query.query(`DELETE FROM ${table} WHERE stream = $1`, [stream])
    })
  }

  async imports(): Promise<readonly Import[]> {
    return (await this.#tables.rows(IMPORTS, [])).map(({ stream, room, begun_at: begunAt }) => ({
      stream: stream as StreamId,
      room: room as RoomId,
      begunAt: Number(begunAt),
    }))
  }
}
