-- What was changed for each room, and its stream. `record` is JSON without what the columns
-- say, kept as text so that it is given back as it was.

CREATE TABLE rooms (
  room text COLLATE "C" PRIMARY KEY,
  version int NOT NULL,
  record text NOT NULL
);
