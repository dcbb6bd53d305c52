-- Everything that was said. `at` is ms since 1970 everywhere; `sender` and `body` are JSON,
-- kept as text so that whatever was said is taken and given back as it was (`body::json`
-- reads into it).

CREATE TABLE streams (
  stream text COLLATE "C" PRIMARY KEY,
  room text COLLATE "C" NOT NULL,
  closed_at bigint
);
-- A stream's id sorts by the time it opened.
CREATE INDEX streams_by_room ON streams (room, stream DESC);

-- `day` is the UTC day on which the stream opened, so a stream is whole in one partition and
-- what is too old is dropped by the month. Partitions are made when the first row needs one.
CREATE TABLE messages (
  day date NOT NULL,
  stream text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  log_partition int NOT NULL,
  log_offset bigint NOT NULL,
  kind text NOT NULL,
  priority text NOT NULL,
  shadowed boolean NOT NULL,
  sender text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (day, stream, id)
) PARTITION BY RANGE (day);
CREATE INDEX messages_in_order ON messages (stream, at, log_partition, log_offset);

CREATE TABLE marks (
  log text NOT NULL,
  stream text COLLATE "C" NOT NULL,
  log_partition int NOT NULL,
  log_offset bigint NOT NULL,
  mark text NOT NULL CHECK (mark IN ('opened', 'closed')),
  -- Of the whole log, when the mark was read.
  partitions int NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (stream, log, mark, log_partition, log_offset)
);

-- The offsets of each log that have been archived.
CREATE TABLE covered (
  log text NOT NULL,
  log_partition int NOT NULL,
  offsets int8multirange NOT NULL,
  PRIMARY KEY (log, log_partition)
);
