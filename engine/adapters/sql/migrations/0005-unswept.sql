-- Since when something of a stream may be left that is to go (ms since 1970): of a cold one what
-- its files have, and older files; of a deleted one anything. Of those that were there before
-- it is not known, so each is swept once more.

ALTER TABLE streams ADD COLUMN unswept_since bigint;
UPDATE streams SET unswept_since = 0 WHERE tier <> 'warm';
CREATE INDEX streams_unswept ON streams (unswept_since) WHERE unswept_since IS NOT NULL;
