// The SQL that changes which messages may be shown. Each statement keeps the stream's outline
// with it: the counts of its slots and kinds, and the revision, which grows only when what may
// be shown has changed. The stream's row is locked by its revision at the latest, so they come in
// order.

import { OVERLAY } from '../../ports/overlay.ts'

/** Whether tombstones take a row back; the row is `h`. */
export const IS_HIDDEN = `(
  EXISTS (SELECT FROM tombstones AS t WHERE t.stream = h.stream AND t.hides AND h.at <= t.until
          AND t.target IN ('m:' || h.id, 'p:' || h.person))
  OR EXISTS (SELECT FROM erasures AS e WHERE e.person = h.person AND h.at <= e.until))`

/** `changed` holds stream, at, kind and by how many each changes what may be shown. */
const COUNT = `
  counted AS (
    SELECT stream, (at - opened) / 1000 AS slot, sum(shows) AS many
    FROM changed JOIN opened USING (stream) WHERE shows <> 0 GROUP BY 1, 2),
  grown AS (
    UPDATE streams AS s SET revision = s.revision + 1, stale = s.stale OR s.tier = 'cold'
    FROM (SELECT DISTINCT stream FROM counted) AS c WHERE s.stream = c.stream
    RETURNING s.stream, s.revision),
  slotted AS (
    INSERT INTO slots (stream, slot, revision, shown)
    SELECT stream, slot, revision, many FROM counted JOIN grown USING (stream) ORDER BY 1, 2
    ON CONFLICT (stream, slot) DO UPDATE
    SET revision = excluded.revision, shown = slots.shown + excluded.shown),
  tallied AS (
    INSERT INTO tallies (stream, kind, shown)
    SELECT stream, kind, sum(shows) FROM changed WHERE shows <> 0 GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (stream, kind) DO UPDATE SET shown = tallies.shown + excluded.shown)
  SELECT count(*) AS many, (SELECT array_agg(slot ORDER BY slot) FROM counted) AS slots
  FROM changed WHERE shows <> 0`

/** @param heard the rows with all their columns, @param opened their streams and when each opened */
function insert(heard: string, opened: string): string {
  return `
  WITH heard AS (${heard}),
  opened AS (${opened}),
  added AS (
    INSERT INTO messages (day, stream, log_partition, log_offset,
                          id, at, kind, priority, shadowed, sender, body, person, hidden)
    SELECT h.*, ${IS_HIDDEN} FROM heard AS h
    WHERE NOT EXISTS (SELECT FROM streams AS s WHERE s.stream = h.stream AND s.tier = 'deleted')
      AND NOT EXISTS (SELECT FROM erasures AS e
                      WHERE e.person = h.person AND h.at <= e.gone_until)
    ON CONFLICT DO NOTHING RETURNING stream, at, kind, shadowed OR hidden AS unseen),
  changed AS (SELECT stream, at, kind, CASE WHEN unseen THEN 0 ELSE 1 END AS shows FROM added),
  ${COUNT}`
}

/** An array for each column (message-columns.ts), then the streams and when each opened. */
export const INSERT_MESSAGES = insert(
  `SELECT * FROM unnest($1::date[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::bigint[],
                        $7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[], $12::text[])
     AS h (day, stream, log_partition, log_offset,
           id, at, kind, priority, shadowed, sender, body, person)`,
  'SELECT * FROM unnest($13::text[], $14::bigint[]) AS o (stream, opened)',
)

/** Of one stream and its overlay: what all have in common travels once. */
export const INSERT_OVER = insert(
  `SELECT $1::date AS day, $2::text AS stream, ${OVERLAY} AS log_partition,
          $3::bigint + n - 1 AS log_offset, id, at, kind, priority, shadowed, sender, body, person
   FROM unnest($5::text[], $6::bigint[], $7::text[], $8::text[], $9::boolean[], $10::text[],
               $11::text[], $12::text[]) WITH ORDINALITY
     AS given (id, at, kind, priority, shadowed, sender, body, person, n)`,
  'SELECT $2::text AS stream, $4::bigint AS opened',
)

/** Looks again at rows of a stream: $1 its day, $2 itself, $3 when it opened, then which. */
function lookAgain(which: string): string {
  return `
  WITH opened AS (SELECT $2::text AS stream, $3::bigint AS opened),
  turned AS (
    UPDATE messages AS h SET hidden = NOT h.hidden
    WHERE h.day = $1 AND h.stream = $2 AND ${which} AND h.hidden <> ${IS_HIDDEN}
    RETURNING h.stream, h.at, h.kind, h.shadowed, h.hidden),
  changed AS (
    SELECT stream, at, kind, CASE WHEN shadowed THEN 0 WHEN hidden THEN -1 ELSE 1 END AS shows
    FROM turned),
  ${COUNT}`
}

export const LOOK_AT_MESSAGES = lookAgain('h.id = ANY($4::text[])')
export const LOOK_AT_PERSON = lookAgain('h.person = $4')

/** $1 its day, $2 the stream, $3 when it opened, $4 the person, $5 until when. */
export const DELETE_PERSON = `
  WITH opened AS (SELECT $2::text AS stream, $3::bigint AS opened),
  gone AS (
    DELETE FROM messages AS h WHERE h.day = $1 AND h.stream = $2 AND h.person = $4 AND h.at <= $5
    RETURNING h.stream, h.at, h.kind, h.shadowed OR h.hidden AS unseen),
  changed AS (SELECT stream, at, kind, CASE WHEN unseen THEN 0 ELSE -1 END AS shows FROM gone),
  ${COUNT}`
