// The archive's SQL. Rows travel as one array per column, so that a batch of any size is one
// prepared statement.

export const INSERT_STREAMS = `
  INSERT INTO streams (stream, room, closed_at)
  SELECT stream, min(room), max(closed_at)
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS heard (stream, room, closed_at)
  GROUP BY stream ORDER BY stream
  ON CONFLICT (stream) DO UPDATE SET closed_at = greatest(streams.closed_at, excluded.closed_at)
  WHERE excluded.closed_at IS NOT NULL`

export const INSERT_MESSAGES = `
  INSERT INTO messages (day, stream, log_partition, log_offset,
                        id, at, kind, priority, shadowed, sender, body)
  SELECT * FROM unnest($1::date[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::bigint[],
                       $7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[])
  ON CONFLICT DO NOTHING`

export const INSERT_MARKS = `
  INSERT INTO marks (log, partitions, stream, mark, log_partition, log_offset, at)
  SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[])
  ON CONFLICT DO NOTHING`

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
  WHERE room = $1 AND (import IS NULL OR $2 = 'all' AND import = 'there')
  ORDER BY stream DESC LIMIT $3`

export const COMMENTS = `
  SELECT id, at, log_partition, log_offset, kind, priority, sender, body FROM messages
  WHERE day = $1 AND stream = $2 AND NOT shadowed AND at >= $3 AND at < $4
    AND (at, log_partition, log_offset) > ($5::bigint, $6::int, $7::bigint)
  ORDER BY at, log_partition, log_offset LIMIT $8`

export const HISTOGRAM = `
  SELECT (at - $3) / $4 AS step, count(*) FILTER (WHERE NOT shadowed) AS count,
         count(*) AS archived
  FROM messages WHERE day = $1 AND stream = $2 AND at >= $5 AND at < $6
    AND EXISTS (SELECT FROM streams WHERE stream = $2 AND import IS DISTINCT FROM 'coming')
  GROUP BY 1 ORDER BY 1`

export const IMPORTED = "SELECT 1 FROM streams WHERE stream = $1 AND import = 'there'"

export const MARKS = `
  SELECT log, partitions, mark, log_partition, log_offset FROM marks WHERE stream = $1`

export const GAPS = `
  SELECT span.log, span.log_partition, lower(gap) AS first, upper(gap) - 1 AS last
  FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
    AS span (log, log_partition, first, last)
  LEFT JOIN covered USING (log, log_partition)
  CROSS JOIN LATERAL unnest(
    int8multirange(int8range(span.first, span.last, '[]'))
      - coalesce(covered.offsets, '{}'::int8multirange)) AS gap
  ORDER BY 1, 2, 3`
