// The archive's SQL. Rows travel as one array per column, so that a batch of any size is one
// prepared statement.

export const INSERT_STREAMS = `
  INSERT INTO streams (stream, room, closed_at)
  SELECT stream, min(room), max(closed_at)
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS heard (stream, room, closed_at)
  GROUP BY stream ORDER BY stream
  ON CONFLICT (stream) DO UPDATE SET closed_at = greatest(streams.closed_at, excluded.closed_at)
  WHERE excluded.closed_at IS NOT NULL`

// A pause is told with what is told of a stream; its ends are looked at every time.
export const INSERT_MARKS = `
  WITH added AS (
    INSERT INTO marks (log, partitions, stream, mark, log_partition, log_offset, at)
    SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[])
    ON CONFLICT DO NOTHING RETURNING stream, mark)
  UPDATE streams SET revision = revision + 1
  WHERE stream IN (SELECT stream FROM added WHERE mark IN ('paused', 'resumed'))`

export const COVER = `
  INSERT INTO covered (log, log_partition, offsets)
  SELECT $1, log_partition, range_agg(int8range(first, last, '[]'))
  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS heard (log_partition, first, last)
  GROUP BY log_partition ORDER BY log_partition
  ON CONFLICT (log, log_partition) DO UPDATE SET offsets = covered.offsets + excluded.offsets`

// A stream that is still being imported is told to nobody.
export const STREAM = `
  SELECT stream, room, closed_at FROM streams
  WHERE stream = $1 AND import IS DISTINCT FROM 'coming'`

export const STREAMS = `
  SELECT stream, room, closed_at FROM streams
  WHERE room = $1 AND tier <> 'deleted' AND (import IS NULL OR $2 = 'all' AND import = 'there')
  ORDER BY stream DESC LIMIT $3`

export const COMMENTS = `
  SELECT room, id, at, log_partition, log_offset, kind, priority, sender, body
  FROM messages JOIN streams USING (stream)
  WHERE day = $1 AND stream = $2 AND NOT shadowed AND NOT hidden AND at >= $3 AND at < $4
    AND (at, log_partition, log_offset) > ($5::bigint, $6::int, $7::bigint)
    AND import IS DISTINCT FROM 'coming'
  ORDER BY at, log_partition, log_offset LIMIT $8`

export const IMPORTED = "SELECT 1 FROM streams WHERE stream = $1 AND import = 'there'"

export const MARKS = `
  SELECT log, partitions, mark, log_partition, log_offset FROM marks
  WHERE stream = $1 AND mark IN ('opened', 'closed')`

export const GAPS = `
  SELECT span.log, span.log_partition, lower(gap) AS first, upper(gap) - 1 AS last
  FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
    AS span (log, log_partition, first, last)
  LEFT JOIN covered USING (log, log_partition)
  CROSS JOIN LATERAL unnest(
    int8multirange(int8range(span.first, span.last, '[]'))
      - coalesce(covered.offsets, '{}'::int8multirange)) AS gap
  ORDER BY 1, 2, 3`

export const OUTLINE = `
  SELECT stream, room, closed_at, revision, shift_ms, tier, facts, stream = (
    SELECT max(stream) FROM streams AS others
    WHERE others.room = streams.room AND import IS NULL) AS newest
  FROM streams WHERE stream = $1 AND import IS DISTINCT FROM 'coming'`

export const SLOTS = `
  SELECT slot, shown, revision FROM slots WHERE stream = $1 AND revision > $2 ORDER BY slot`

export const TALLIES =
  'SELECT kind, shown FROM tallies WHERE stream = $1 AND shown > 0 ORDER BY kind'

export const PAUSES = `
  SELECT mark, at FROM marks WHERE stream = $1 AND mark IN ('paused', 'resumed')`

export const GENERATION = `
  SELECT coalesce(max(revision), 0) AS generation FROM slots
  WHERE stream = $1 AND slot >= $2 AND slot < $3`

export const SHIFT = `
  UPDATE streams SET shift_ms = $2, revision = revision + 1
  WHERE stream = $1 AND tier <> 'deleted' RETURNING stream`
