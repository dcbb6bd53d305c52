// The overlay in a Postgres. A stream's own row gives out the numbers that its rows are ordered
// by, and is locked by it: of several that add to one stream one goes at a time, and an import
// that is dropped takes no more.

import type { RoomId, StreamId } from '../../ids.ts'
import { type Import, OVERLAY, type Overlay, type OverlayRow } from '../../ports/overlay.ts'
import type { ArchiveTables } from './archive-tables.ts'
import { columns } from './message-columns.ts'
import { INSERT_MESSAGES } from './messages-text.ts'
import { dayOf } from './months.ts'

/** A statement that deletes so many takes well below a second. */
const DROPPED_AT_ONCE = 20_000

const NUMBERS = `
  UPDATE streams SET overlaid = overlaid + $2 WHERE stream = $1
  RETURNING overlaid - $2 AS first`

const BEGIN_IMPORT = `
  INSERT INTO streams (stream, room, import, begun_at) VALUES ($1, $2, 'coming', $3)
  ON CONFLICT DO NOTHING`

const END_IMPORT = `
  UPDATE streams SET import = 'there', closed_at = coalesce(closed_at, $2)
  WHERE stream = $1 AND import IS NOT NULL RETURNING stream`

const IMPORTS = `
  SELECT stream, room, begun_at FROM streams WHERE import = 'coming' ORDER BY begun_at, stream`

const DROP_SOME = `
  DELETE FROM messages WHERE day = $1 AND stream = $2
    AND EXISTS (SELECT FROM streams WHERE stream = $2 AND import = 'coming')
    AND id IN (SELECT id FROM messages WHERE day = $1 AND stream = $2 LIMIT $3)
  RETURNING 1`

const DROP_STREAM = `DELETE FROM streams WHERE stream = $1 AND import = 'coming' RETURNING stream`
const DROP_REST = 'DELETE FROM messages WHERE day = $1 AND stream = $2'

export class SqlOverlay implements Overlay {
  readonly #tables: ArchiveTables

  constructor(tables: ArchiveTables) {
    this.#tables = tables
  }

  add(stream: StreamId, rows: readonly OverlayRow[]): Promise<boolean> {
    return this.#tables.write([stream], async query => {
      const { rows: given } = await query.query(NUMBERS, [stream, rows.length])
      if (!given[0]) return false
      const first = Number(given[0].first)
      const numbered = rows.map((row, n) => ({ ...row, partition: OVERLAY, offset: first + n }))
      if (rows.length > 0) await query.query(INSERT_MESSAGES, columns(numbered))
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
    let dropped = DROPPED_AT_ONCE
    while (dropped === DROPPED_AT_ONCE)
      dropped = (await this.#tables.rows(DROP_SOME, [day, stream, DROPPED_AT_ONCE])).length
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
