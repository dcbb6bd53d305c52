-- Rows that never were in a log lie in `messages` with the partition -1, and for their offset
-- a number that their stream gives out. An imported stream is told of once it is there.

ALTER TABLE streams
  -- The number that the next of them gets.
  ADD COLUMN overlaid bigint NOT NULL DEFAULT 0,
  ADD COLUMN import text CHECK (import IN ('coming', 'there')),
  -- When the import began.
  ADD COLUMN begun_at bigint;
CREATE INDEX streams_coming ON streams (begun_at) WHERE import = 'coming';
