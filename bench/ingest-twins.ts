// What ingest stands on, as its two processes open it: those who append need the log and the
// published gears, the worker the store too.

import { openLog } from '../engine/adapters/open-log.ts'
import { RedisLanes } from '../engine/adapters/redis/lanes.ts'
import type { Lanes } from '../engine/ports/lanes.ts'
import type { MessageLog } from '../engine/ports/message-log.ts'

const PARTITIONS = 8
const LEASE_MS = 3_000

export type Place = {
  readonly kafka: string
  readonly redis: string
  /** Opens every name of this run. */
  readonly prefix: string
}

export async function openTwins({
  kafka,
  redis,
  prefix,
}: Place): Promise<{ readonly log: MessageLog; readonly lanes: Lanes }> {
  const log = await openLog(
    {
      url: `${kafka}/${prefix}`,
      partitions: PARTITIONS,
      keepMs: 1,
      most: 1_000_000,
      mostWaiting: 100_000,
      producers: 2,
      retentionMs: 3_600_000,
      rewindMs: 0,
      count: () => {},
      onTrouble: (text, about) => console.error(text, about),
    },
    Date.now,
  )
  return { log, lanes: new RedisLanes({ url: redis, prefix, now: Date.now, leaseMs: LEASE_MS }) }
}
