// What is taken back in a Postgres: a tombstone, and then a look again at the rows it is about.
// Each stream in a transaction of its own, which holds the stream's row.

import type { ArchiveRow } from '../../archived.ts'
import type { MessageId, RoomId, StreamId } from '../../ids.ts'
import { personOf } from '../../person.ts'
import type { ReadFrom, Takebacks, Touched } from '../../ports/takebacks.ts'
import { openedAt } from '../../stream-id.ts'
import type { Erasure, Takedown } from '../../takedown.ts'
import type { ArchiveTables, Row } from './archive-tables.ts'
import { DELETE_PERSON, IS_HIDDEN, LOOK_AT_MESSAGES, LOOK_AT_PERSON } from './messages-text.ts'
import { dayOf } from './months.ts'
import type { Query } from './sql.ts'

/** Later than any message. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

// Holds the stream's row; of a stream that nobody has heard of yet, one that is gone again in the
// end: whoever brings its first rows waits so long, and finds the tombstones.
const KNOW = `
  INSERT INTO streams (stream, room) VALUES ($1, $2)
  ON CONFLICT (stream) DO UPDATE SET room = streams.room
  RETURNING tier, xmax = 0 AS is_new`
const FORGET = 'DELETE FROM streams WHERE stream = $1'

const HOLD = 'SELECT room, tier FROM streams WHERE stream = $1 FOR UPDATE'

const BURY = `
  INSERT INTO tombstones (stream, target, until, hides, act, at, log, log_offset)
  SELECT $1, target, $3, $4, $5, $6, $7, $8 FROM unnest($2::text[]) AS target
  ON CONFLICT (stream, target) DO UPDATE SET
    until = CASE WHEN excluded.hides THEN greatest(tombstones.until, excluded.until)
                 ELSE tombstones.until END,
    hides = excluded.hides, act = excluded.act, at = excluded.at,
    log = excluded.log, log_offset = excluded.log_offset
  WHERE CASE WHEN tombstones.log = excluded.log THEN excluded.log_offset > tombstones.log_offset
             ELSE excluded.at >= tombstones.at END
  RETURNING 1`

// Which of the rows of a cold stream these are is in its files alone: all that was told of it
// is old.
const ALL_SLOTS = `
  WITH grown AS (
    UPDATE streams SET revision = revision + 1, stale = stale OR $2
    WHERE stream = $1 RETURNING stream, revision)
  UPDATE slots SET revision = grown.revision FROM grown WHERE slots.stream = grown.stream`

const ERASE = `
  INSERT INTO erasures (person, until, gone_until)
  VALUES ($1, $2::bigint, CASE WHEN $3::boolean THEN $2::bigint END)
  ON CONFLICT (person) DO UPDATE SET
    until = greatest(erasures.until, excluded.until),
    gone_until = greatest(erasures.gone_until, excluded.gone_until)`

const STREAMS_OF = `
  SELECT DISTINCT stream, false AS cold FROM messages WHERE person = $1 AND at <= $2 AND ($3 OR NOT hidden)
  UNION SELECT stream, true FROM cold_people WHERE person = $1 AND first_at <= $2 ORDER BY 1, 2`

const THESE = `
  SELECT id FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS h (stream, id, person, at)`
const TAKEN_BACK = `${THESE} WHERE ${IS_HIDDEN}`
const GONE = `${THESE} WHERE EXISTS (
  SELECT FROM erasures AS e WHERE e.person = h.person AND h.at <= e.gone_until)`

const LET_GO = `
  UPDATE erasures SET gone_until = until
  WHERE until <= $1 AND gone_until IS DISTINCT FROM until`

const REWRITE = `
  UPDATE streams SET stale = true WHERE stream IN (
    SELECT stream FROM streams WHERE tier = 'cold' AND NOT stale AND stream IN (
      SELECT c.stream FROM erasures AS e JOIN cold_people AS c USING (person)
      WHERE c.first_at <= e.gone_until)
    ORDER BY stream FOR UPDATE)`

const PURGE = `
  DELETE FROM messages AS m USING erasures AS e
  WHERE e.person = m.person AND m.at <= e.gone_until AND m.hidden RETURNING 1`

export class SqlTakebacks implements Takebacks {
  readonly #tables: ArchiveTables

  constructor(tables: ArchiveTables) {
    this.#tables = tables
  }

  takeDown(takedown: Takedown, { log, offset }: ReadFrom): Promise<Touched> {
    const { act, room, stream, target, hides, at } = takedown
    const targets =
      target.of === 'messages'
        ? target.messages.map(id => `m:${id}`)
        : [`p:${personOf(target.sender)}`]
    const until = target.of === 'messages' ? FOR_EVER : target.until
    return this.#tables.write([stream], async query => {
      const { rows: known } = await query.query(KNOW, [stream, room])
      const isCold = known[0]?.tier === 'cold'
      const buried = [stream, targets, until, hides, act, at, log, offset]
      const { rows } = await query.query(BURY, buried)
      if (known[0]?.is_new) await query.query(FORGET, [stream])
      if (rows.length === 0 || known[0]?.is_new) return { room, stream, messages: 0, slots: [] }
      if (isCold) await query.query(ALL_SLOTS, [stream, false])
      const seen = await lookAgain(query, takedown)
      return isCold ? { room, stream, messages: -1 } : { room, stream, ...seen }
    })
  }

  async erase({ person: viewer, until, deletes }: Erasure): Promise<readonly Touched[]> {
    const person = personOf(viewer)
    await this.#tables.rows(ERASE, [person, until, deletes])
    const found = await this.#tables.rows(STREAMS_OF, [person, until, deletes])
    const touched: Touched[] = []
    for (const { stream, cold } of found)
      touched.push(
        await this.#tables.write([], query =>
          eraseIn(query, {
            stream: stream as StreamId,
            isCold: cold === true,
            person,
            until,
            deletes,
          }),
        ),
      )
    return touched
  }

  takenBack(stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>> {
    return this.#which(TAKEN_BACK, stream, rows)
  }

  erased(stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>> {
    return this.#which(GONE, stream, rows)
  }

  async #which(
    text: string,
    stream: StreamId,
    rows: readonly ArchiveRow[],
  ): Promise<ReadonlySet<MessageId>> {
    const messages = rows.map(({ message }) => message)
    const found = await this.#tables.rows(text, [
      messages.map(() => stream),
      messages.map(({ id }) => id),
      messages.map(({ from }) => personOf(from.id)),
      messages.map(({ at }) => at),
    ])
    return new Set(found.map(({ id }) => id as MessageId))
  }

  /** Killed in between, it goes on the next time: each looks at what the ones before have left. */
  async purge(until: number): Promise<number> {
    await this.#tables.rows(LET_GO, [until])
    await this.#tables.rows(REWRITE, [])
    return (await this.#tables.rows(PURGE, [])).length
  }
}

async function lookAgain(query: Query, { stream, target }: Takedown): Promise<Seen> {
  const about = [dayOf(stream), stream, openedAt(stream)]
  const { rows } =
    target.of === 'messages'
      ? await query.query(LOOK_AT_MESSAGES, [...about, target.messages])
      : await query.query(LOOK_AT_PERSON, [...about, personOf(target.sender)])
  return seen(rows[0])
}

type Seen = Pick<Touched, 'messages' | 'slots'>

function seen(row: Row | undefined): Seen {
  const slots = (row?.slots ?? []) as readonly unknown[]
  return { messages: Number(row?.many), slots: slots.map(Number) }
}

type InStream = {
  readonly stream: StreamId
  readonly isCold: boolean
  readonly person: string
  readonly until: number
  readonly deletes: boolean
}

async function eraseIn(
  query: Query,
  { stream, isCold, person, until, deletes }: InStream,
): Promise<Touched> {
  const { rows: known } = await query.query(HOLD, [stream])
  const room = known[0]?.room as RoomId
  if (isCold) {
    await query.query(ALL_SLOTS, [stream, deletes])
    return { room, stream, messages: -1 }
  }
  const about = [dayOf(stream), stream, openedAt(stream), person]
  const { rows } = deletes
    ? await query.query(DELETE_PERSON, [...about, until])
    : await query.query(LOOK_AT_PERSON, about)
  return { room, stream, ...seen(rows[0]) }
}
