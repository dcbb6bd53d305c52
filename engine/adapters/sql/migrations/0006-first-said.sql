-- When they first speak in them (ms since 1970); 0: perhaps at its beginning.

ALTER TABLE cold_people ADD COLUMN first_at bigint NOT NULL DEFAULT 0;
