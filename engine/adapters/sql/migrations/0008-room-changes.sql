-- When each room was changed last, ms since 1970 by the database's clock, so that what changed
-- can be asked of all rooms at once.

ALTER TABLE rooms ADD COLUMN changed_at bigint NOT NULL
  DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
CREATE INDEX rooms_by_change ON rooms (changed_at);
