-- Up to when what an erased person said is deleted (ms since 1970), while it is hidden up to
-- `until`; nothing: the law does not let go of any of it yet.

ALTER TABLE erasures ADD COLUMN gone_until bigint;
UPDATE erasures SET gone_until = until WHERE deletes;
ALTER TABLE erasures DROP COLUMN deletes;
