// What stands behind each port. The scheme of the URL is the choice of the driver; there is
// no other switch. `memory:` is this process, and ends with it.

import Type from 'typebox'
import { count, text, time } from '../setting.ts'

const BROKER = '[A-Za-z0-9._-]+:[0-9]{1,5}'

const HOST = '(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?'
const USER = '([^\\s,@/]*@)?'
const ONE_REDIS = `rediss?://${USER}${HOST}(/[0-9]{1,3})?`
const REDIS_CLUSTER = `rediss?\\+cluster://${USER}${HOST}(\\?addr=${HOST}(&addr=${HOST})*)?`
const REDIS = `(${ONE_REDIS}|${REDIS_CLUSTER})`
const DATABASE = 'pglite:|memory:|postgres(ql)?://[^/\\s]+/\\S+'
const REDIS_TAKES =
  'redis://[user:password@]host:port[/database], rediss:// with TLS, or redis+cluster://host:port[?addr=host:port&addr=…]'
const DATABASE_TAKES = 'postgres://user:password@host:port/database'

/** In this process, or in a Redis that others share. */
function redis(why: string) {
  const takes = `memory: or ${REDIS_TAKES}`
  return { url: text('memory:', { takes, pattern: `^(memory:|${REDIS})$` }, why) }
}

/** The same, or spread over several Redis. */
function severalRedis(why: string) {
  const takes = `memory: or ${REDIS_TAKES}, several with commas`
  const pattern = `^(memory:|${REDIS}(,${REDIS})*)$`
  return { url: text('memory:', { takes, pattern }, why) }
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
export const BUCKETS_DRIVER = {
  ...severalRedis(
    'The recent messages of every stream, as edges read them. Over several Redis streams are spread by consistent hash.',
  ),
  replicaUrl: text(
    '',
    {
      takes: 'nothing, or the address of a replica for each of buckets.url, with commas',
      pattern: `^(${REDIS}(,${REDIS})*)?$`,
    },
    'Replicas that edges read from. They may be a moment behind.',
  ),
  expiryMs: time(
    86_400_000,
    'How long Redis keeps a stream that nobody writes or reads. No less than twice what the other times of this section ask for.',
  ),
}
export const REPLAY_DRIVER = redis(
  'Segments of past streams that many ask for, kept warm. A Redis of its own, which may drop any of them.',
)

export const DRIVERS = {
  lanes: Type.Object({
    ...redis('How far behind each lane is, its gear, and which ingest worker may write it.'),
    leaseMs: time(
      3_000,
      'What an ingest worker may write in order is free for another when it has been silent for this long. As long as it takes the log to give its partitions away.',
      { from: 500 },
    ),
  }),
  members: Type.Object(
    severalRedis('Who is in which room. Over several Redis rooms are spread by consistent hash.'),
  ),
  notices: Type.Object(severalRedis('The nudge that makes edges read small rooms at once.')),
  orders: Type.Object(
    redis('What the room service tells edges to do, and what became of what was taken back.'),
  ),
  settings: Type.Object({
    url: text(
      'memory:',
      {
        takes: `pglite:, memory:, ${REDIS_TAKES} or ${DATABASE_TAKES}`,
        pattern: `^(${DATABASE}|${REDIS})$`,
      },
      'What was changed for each room, and its stream. pglite: as for archive.url.',
    ),
  }),
  edges: Type.Object(
    redis(
      'The edges that are up, what each room may still say over all of them, and what they showed.',
    ),
  ),
  jobs: Type.Object(redis('Work that is done later.')),
  cold: Type.Object({
    url: text(
      'folder:',
      {
        takes:
          'folder:, folder:/path, memory:, or s3://key:secret@host[:port]/bucket[/prefix] (s3+http:// without TLS)',
        pattern:
          '^(memory:|folder:(/\\S+)?|s3(\\+http)?://[^\\s:@/]+:[^\\s@/]+@[^\\s/]+/[A-Za-z0-9.-]{3,63}(/\\S+)?)$',
      },
      'Where streams lie that few ask for any more. folder: alone is data.folder/cold; processes that play streams must share it.',
    ),
  }),
  archive: Type.Object({
    url: text(
      'pglite:',
      { takes: `pglite:, memory: or ${DATABASE_TAKES}`, pattern: `^(${DATABASE})$` },
      'Everything that was said, for good. pglite: is a Postgres inside this process, under data.folder.',
    ),
  }),
  redis: Type.Object({
    prefix: text(
      'barrage',
      { takes: 'letters, digits, dots, dashes', pattern: '^[A-Za-z0-9_.-]{1,64}$' },
      'What every key begins with, so that several installations can share a Redis.',
    ),
    timeoutMs: time(
      1_000,
      'How long a command may take, and how long one waits for a lost connection. Beyond it the Redis is taken to be away.',
      { from: 50, to: 60_000 },
    ),
  }),
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
