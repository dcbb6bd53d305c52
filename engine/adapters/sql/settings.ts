// The rooms' records in a Postgres, for as many processes as there are.
//
// A change is made to what was read, and written only over that version: whoever was slower
// reads again and makes the change anew. Somebody has got ahead each time, so it ends.
//
// What changed is found by the time of the change. A change can be seen a little after its time,
// so each question goes back further than the one before it went, and tells some again.

import { Fault } from '../../fault.ts'
import type { RoomId } from '../../ids.ts'
import type { Changes, Settings } from '../../ports/settings.ts'
import type { RoomRecord } from '../../room.ts'
import { newRoom } from '../../room-defaults.ts'
import { Schema } from './schema.ts'
import type { Sql } from './sql.ts'

const COLUMNS = 'room, version, record'

const GET = `SELECT ${COLUMNS} FROM rooms WHERE room = $1`

const LIST = `SELECT ${COLUMNS} FROM rooms WHERE room > $1 ORDER BY room LIMIT $2`

const MAKE = `
  INSERT INTO rooms (room, version, record) VALUES ($1, 1, $2)
  ON CONFLICT DO NOTHING RETURNING version`

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

const CHANGE = `
  UPDATE rooms SET record = $2, version = version + 1, changed_at = ${NOW}
  WHERE room = $1 AND version = $3 RETURNING version`

/** One row without a room, when nothing changed, for the time. */
const CHANGES = `
  SELECT now, changed_at, ${COLUMNS} FROM (SELECT ${NOW} AS now) AS clock LEFT JOIN LATERAL (
    SELECT changed_at, ${COLUMNS} FROM rooms WHERE changed_at >= $1 ORDER BY changed_at LIMIT $2
  ) AS later ON true`

/** Longer than a change takes, and than the clocks of a primary and its successor are apart. */
const OVERLAP_MS = 5_000
/** Told at once; who asks comes back for the rest. */
const MOST_CHANGES = 10_000

export class SqlSettings implements Settings {
  readonly #sql: Sql
  readonly #schema: Schema

  constructor(sql: Sql) {
    this.#sql = sql
    this.#schema = new Schema(sql)
  }

  async get(room: RoomId): Promise<RoomRecord | undefined> {
    const [row] = await this.#rows(GET, [room])
    return row && asRecord(row)
  }

  async update(room: RoomId, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord> {
    for (;;) {
      const record = (await this.get(room)) ?? newRoom(room)
      const changed = change(record)
      if (changed === record) return record
      const written = await this.#write({ ...changed, room, version: record.version })
      if (written) return written
    }
  }

  async list({
    after = '' as RoomId,
    limit,
  }: {
    readonly after?: RoomId
    readonly limit: number
  }): Promise<RoomRecord[]> {
    return (await this.#rows(LIST, [after, limit])).map(asRecord)
  }

  async changes(since?: string): Promise<Changes> {
    const from = since ?? Number.MAX_SAFE_INTEGER
    const rows = await this.#rows(CHANGES, [from, MOST_CHANGES])
    const records = rows.filter(({ room }) => room !== null).map(asRecord)
    const last = rows.at(-1) as Readonly<Record<string, unknown>>
    const isAll = records.length < MOST_CHANGES
    const mark = isAll ? Number(last.now) - OVERLAP_MS : Number(last.changed_at)
    return { mark: `${mark}`, records, goesOn: true }
  }

  async close(): Promise<void> {
    await this.#sql.close()
  }

  /** Over the version it names; nothing when that is not the one any more. */
  async #write({ room, version, ...rest }: RoomRecord): Promise<RoomRecord | undefined> {
    const record = JSON.stringify(rest)
    const [row] =
      version === 0
        ? await this.#rows(MAKE, [room, record])
        : await this.#rows(CHANGE, [room, record, version])
    return row && { ...rest, room, version: Number(row.version) }
  }

  async #rows(text: string, params: readonly unknown[]) {
    try {
      await this.#schema.ready()
      return (await this.#sql.query(text, params)).rows
    } catch (error) {
      throw new Fault('store-unavailable', `the settings: ${(error as Error).message}`, error)
    }
  }
}

function asRecord({ room, version, record }: Readonly<Record<string, unknown>>): RoomRecord {
  return { ...JSON.parse(String(record)), room: room as RoomId, version: Number(version) }
}
