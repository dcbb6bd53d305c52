// Where a stream's rows lie, in a Postgres.

import type { ArchiveRow, Place } from '../../archived.ts'
import type { RoomId, StreamId } from '../../ids.ts'
import type { Cold, Due, Tier, Tiers } from '../../ports/tiers.ts'
import { newStreamId } from '../../stream-id.ts'
import { type ArchiveTables, asStream } from './archive-tables.ts'
import { asArchived } from './message-columns.ts'
import { dayOf } from './months.ts'

/** A statement that deletes so many takes well below a second. */
const AT_ONCE = 20_000
/** A stream whose end was never heard of has ended when its room had a later one, and it is this old. */
const ENDLESS_MS = 86_400_000
const BEFORE_ALL: Place = { at: Number.MIN_SAFE_INTEGER, partition: -2, offset: -1 }

const FILES = 'SELECT cold FROM streams WHERE stream = $1'

const ROWS = `
  SELECT id, at, log_partition, log_offset, kind, priority, shadowed, sender, body FROM messages
  WHERE day = $1 AND stream = $2
    AND (at, log_partition, log_offset) > ($3::bigint, $4::int, $5::bigint)
  ORDER BY at, log_partition, log_offset LIMIT $6`

// What was said after they were erased stays, and is not in the way.
const ERASED = `
  SELECT FROM unnest($1::text[], $2::bigint[]) AS said (person, first_at)
  JOIN erasures AS e USING (person) WHERE said.first_at <= e.gone_until LIMIT 1`

const COOL = `
  UPDATE streams SET tier = 'cold', cold = $2, stale = false, unswept_since = $4
  WHERE stream = $1 AND tier <> 'deleted' AND cold IS NOT DISTINCT FROM $3 RETURNING stream`

const PEOPLE = `
  INSERT INTO cold_people (stream, person, first_at)
  SELECT $1, * FROM unnest($2::text[], $3::bigint[])
  ON CONFLICT DO NOTHING`

const DROP = `
  DELETE FROM messages WHERE day = $1 AND stream = $2 AND id = ANY($3::text[])
    AND EXISTS (SELECT FROM streams WHERE stream = $2 AND tier = 'cold')`

const DELETED = `
  UPDATE streams SET tier = 'deleted', cold = NULL, stale = false, facts = NULL,
    unswept_since = $2, revision = revision + 1 WHERE stream = $1`

const DELETE_SOME = `
  DELETE FROM messages WHERE day = $1 AND stream = $2
    AND id IN (SELECT id FROM messages WHERE day = $1 AND stream = $2 LIMIT $3) RETURNING 1`

const SWEPT = `
  UPDATE streams SET unswept_since = NULL WHERE stream = $1 AND cold IS NOT DISTINCT FROM $2`

const ENDED = `
  SELECT stream, room, closed_at, tier, cold FROM streams AS s
  WHERE (closed_at < $1 OR closed_at IS NULL AND stream < $2 AND import IS NULL AND EXISTS (
    SELECT FROM streams AS later WHERE later.room = s.room AND later.stream > s.stream
      AND later.import IS NULL))`

const REWRITABLE = `
  SELECT stream, room, closed_at, tier, cold FROM streams
  WHERE tier = 'cold' AND stale ORDER BY stream LIMIT $1`

const UNSWEPT = `
  SELECT stream, room, closed_at, tier, cold FROM streams
  WHERE unswept_since < $1 ORDER BY stream LIMIT $2`

const SPEAKERS = `
  SELECT count(DISTINCT person) AS many FROM messages
  WHERE day = $1 AND stream = $2 AND NOT shadowed AND NOT hidden`

export class SqlTiers implements Tiers {
  readonly #tables: ArchiveTables

  constructor(tables: ArchiveTables) {
    this.#tables = tables
  }

  async files(stream: StreamId): Promise<string | undefined> {
    const [row] = await this.#tables.rows(FILES, [stream])
    return typeof row?.cold === 'string' ? row.cold : undefined
  }

  async rows(
    stream: StreamId,
    { limit, after = BEFORE_ALL }: { readonly limit: number; readonly after?: Place },
  ): Promise<readonly ArchiveRow[]> {
    const [known] = await this.#tables.rows('SELECT room FROM streams WHERE stream = $1', [stream])
    if (!known) return []
    const { at, partition, offset } = after
    const place = [at, partition, offset, limit]
    const found = await this.#tables.rows(ROWS, [dayOf(stream), stream, ...place])
    return found.map(row => asArchived(row, { stream, room: known.room as RoomId }))
  }

  cool(stream: StreamId, { files, people, at }: Cold, instead?: string): Promise<boolean> {
    const said = [[...people.keys()], [...people.values()]]
    return this.#tables
      .write([], async query => {
        const { rows: cooled } = await query.query(COOL, [stream, files, instead ?? null, at])
        const { rows: erased } = await query.query(ERASED, said)
        if (cooled.length === 0 || erased.length > 0) throw new Changed()
        await query.query('DELETE FROM cold_people WHERE stream = $1', [stream])
        await query.query(PEOPLE, [stream, ...said])
        return true
      })
      .catch(error => {
        if (error instanceof Changed || error.cause instanceof Changed) return false
        throw error
      })
  }

  async drop(stream: StreamId, ids: readonly string[]): Promise<void> {
    await this.#tables.rows(DROP, [dayOf(stream), stream, ids])
  }

  async delete(stream: StreamId, at: number): Promise<void> {
    await this.#tables.rows(DELETED, [stream, at])
    let gone = AT_ONCE
    while (gone === AT_ONCE)
      gone = (await this.#tables.rows(DELETE_SOME, [dayOf(stream), stream, AT_ONCE])).length
    for (const table of ['slots', 'tallies', 'tombstones', 'cold_people'])
      await this.#tables.rows(`DELETE FROM ${table} WHERE stream = $1`, [stream])
  }

  async swept(stream: StreamId, files?: string): Promise<void> {
    await this.#tables.rows(SWEPT, [stream, files ?? null])
  }

  async setFacts(stream: StreamId, facts: string): Promise<void> {
    const set = 'UPDATE streams SET facts = $2 WHERE stream = $1'
    await this.#tables.rows(set, [stream, facts])
  }

  async speakers(stream: StreamId): Promise<number> {
    return Number((await this.#tables.rows(SPEAKERS, [dayOf(stream), stream]))[0]?.many)
  }

  unsealed(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#ended(
      "AND facts IS NULL AND tier <> 'deleted' AND import IS DISTINCT FROM 'coming'",
      endedBefore,
      limit,
    )
  }

  coolable(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#ended("AND tier = 'warm' AND import IS DISTINCT FROM 'coming'", endedBefore, limit)
  }

  deletable(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#ended(
      "AND tier <> 'deleted' AND import IS DISTINCT FROM 'coming'",
      endedBefore,
      limit,
    )
  }

  async rewritable(limit: number): Promise<readonly Due[]> {
    return (await this.#tables.rows(REWRITABLE, [limit])).map(asDue)
  }

  async unswept(since: number, limit: number): Promise<readonly Due[]> {
    return (await this.#tables.rows(UNSWEPT, [since, limit])).map(asDue)
  }

  async #ended(which: string, before: number, limit: number): Promise<readonly Due[]> {
    const endless = newStreamId(Math.max(0, before - ENDLESS_MS), () => 0)
    const text = `${ENDED} ${which} ORDER BY stream LIMIT $3`
    return (await this.#tables.rows(text, [before, endless, limit])).map(asDue)
  }
}

class Changed extends Error {}

function asDue(row: Readonly<Record<string, unknown>>): Due {
  const files = typeof row.cold === 'string' ? { files: row.cold } : {}
  return { ...asStream(row), tier: row.tier as Tier, ...files }
}
