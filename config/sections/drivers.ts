// What stands behind each port. The scheme of the URL is the choice of the driver; there is
// no other switch. `memory:` is this process, and ends with it.

import Type from 'typebox'
import { choice, count, text, time } from '../setting.ts'

const BROKER = '[A-Za-z0-9._-]+:[0-9]{1,5}'

function memory(why: string) {
  return { url: choice(['memory:'], { default: 'memory:' }, why) }
}

/** Where a database keeps it: inside this process, or a Postgres that others may share. */
function database(url: string, why: string) {
  const takes = 'pglite:, memory: or postgres://user:password@host:port/database'
  const pattern = '^(pglite:|memory:|postgres(ql)?://[^/\\s]+/[^/\\s]+)$'
  return { url: text(url, { takes, pattern }, why) }
}

export const LOG_DRIVER = {
  url: text(
    'memory:',
    {
      takes: 'memory: or kafka://host:port[,host:port…][/topic-prefix]',
      pattern: `^(memory:|kafka://${BROKER}(,${BROKER})*(/[A-Za-z0-9._-]{1,100})?)$`,
    },
    'The log that everything said goes through. In memory, "acknowledged" holds until the process ends. In Kafka, the topics and groups are named prefix.log and so on; the prefix is barrage unless it is given.',
  ),
}
export const BUCKETS_DRIVER = memory('The recent messages of every stream, as edges read them.')
export const REPLAY_DRIVER = memory('Segments of past streams that many ask for, kept warm.')

export const DRIVERS = {
  members: Type.Object(memory('Who is in which room.')),
  notices: Type.Object(memory('The nudge that makes edges read small rooms at once.')),
  orders: Type.Object(memory('What the room service tells edges to do.')),
  settings: Type.Object(
    database(
      'memory:',
      'What was changed for each room, and its stream. pglite: as for archive.url.',
    ),
  ),
  edges: Type.Object(memory('The edges that are up.')),
  jobs: Type.Object(memory('Work that is done later.')),
  archive: Type.Object(
    database(
      'pglite:',
      'Everything that was said, for good. pglite: is a Postgres inside this process, under data.folder.',
    ),
  ),
  postgres: Type.Object({
    connections: count(
      5,
      'connections',
      { from: 1, to: 1_000 },
      'The most that one process opens for the archive, and as many for the settings. Postgres takes 100 in all, unless it is told otherwise.',
    ),
    statementMs: time(
      10_000,
      'A statement that takes longer is given up, and what it was for is tried again. Also how soon a Postgres that has stopped answering is noticed.',
      { from: 100 },
    ),
  }),
}
