-- A stream in short, kept up to date with what is stored: how much may be shown in each second
-- (slots) and of each kind (tallies). `revision` grows with every change, in the transaction
-- that makes it and holds the stream's row; a slot has the one that changed it last, so that a
-- reader asks for what is new alone.

ALTER TABLE streams
  ADD COLUMN revision bigint NOT NULL DEFAULT 0,
  ADD COLUMN shift_ms bigint NOT NULL DEFAULT 0,
  ADD COLUMN tier text NOT NULL DEFAULT 'warm' CHECK (tier IN ('warm', 'cold', 'deleted')),
  -- Where the cold files are.
  ADD COLUMN cold text,
  -- The cold files are to be written anew.
  ADD COLUMN stale boolean NOT NULL DEFAULT false,
  ADD COLUMN facts text;
CREATE INDEX streams_by_end ON streams (tier, closed_at);

CREATE TABLE slots (
  stream text COLLATE "C" NOT NULL,
  slot bigint NOT NULL,
  revision bigint NOT NULL,
  shown bigint NOT NULL,
  PRIMARY KEY (stream, slot)
);
CREATE INDEX slots_by_revision ON slots (stream, revision);

CREATE TABLE tallies (
  stream text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  shown bigint NOT NULL,
  PRIMARY KEY (stream, kind)
);

-- What is taken back: `m:` and a message's id, or `p:` and a person, up to a time. The last word
-- on a target counts.
CREATE TABLE tombstones (
  stream text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  hides boolean NOT NULL,
  act text NOT NULL,
  at bigint NOT NULL,
  log text NOT NULL,
  log_offset bigint NOT NULL,
  PRIMARY KEY (stream, target)
);

-- Who is not to be told of any more, up to when. They are known by 64 bits of a hash.
CREATE TABLE erasures (
  person text COLLATE "C" PRIMARY KEY,
  until bigint NOT NULL,
  deletes boolean NOT NULL
);

-- Who speaks in cold files.
CREATE TABLE cold_people (
  person text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  PRIMARY KEY (person, stream)
);
CREATE INDEX cold_people_by_stream ON cold_people (stream);

ALTER TABLE messages
  ADD COLUMN person text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN hidden boolean NOT NULL DEFAULT false;
-- `sender` begins with the id, which needs no escapes.
UPDATE messages SET person =
  left(encode(sha256(convert_to(coalesce(substring(sender from '"id":"([^"]*)"'), ''), 'UTF8')), 'hex'), 16);
CREATE INDEX messages_by_person ON messages (person, stream);

ALTER TABLE marks DROP CONSTRAINT marks_mark_check,
  ADD CONSTRAINT marks_mark_check CHECK (mark IN ('opened', 'closed', 'paused', 'resumed'));

-- What was there before: the first ten characters of a stream's id are when it opened, in
-- Crockford's base 32.
UPDATE streams SET revision = 1;
INSERT INTO slots (stream, slot, revision, shown)
SELECT stream, (at - opened) / 1000, 1, count(*)
FROM messages JOIN (
  SELECT stream, sum((strpos('0123456789abcdefghjkmnpqrstvwxyz', substr(stream, n, 1)) - 1)::bigint << (5 * (10 - n)))::bigint AS opened
  FROM streams CROSS JOIN generate_series(1, 10) AS n GROUP BY stream
) AS known USING (stream)
WHERE NOT shadowed GROUP BY 1, 2;
INSERT INTO tallies (stream, kind, shown)
SELECT stream, kind, count(*) FROM messages WHERE NOT shadowed GROUP BY 1, 2;
