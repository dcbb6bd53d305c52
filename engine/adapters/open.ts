// Opens what stands behind each port. The scheme of a URL is the choice of the driver; what
// is not a known scheme was refused with the settings.

import { randomBytes } from 'node:crypto'
import type { Now } from '../clock.ts'
import type { Archive } from '../ports/archive.ts'
import type { BucketStore } from '../ports/bucket-store.ts'
import type { Edges } from '../ports/edges.ts'
import type { Jobs } from '../ports/jobs.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { MessageLog } from '../ports/message-log.ts'
import type { Notices } from '../ports/notices.ts'
import type { Orders } from '../ports/orders.ts'
import type { ReplayStore } from '../ports/replay-store.ts'
import type { Settings } from '../ports/settings.ts'
import { MemoryBucketStore } from './memory/bucket-store.ts'
import { MemoryEdges } from './memory/edges.ts'
import { MemoryJobs } from './memory/jobs.ts'
import { MemoryMemberStore } from './memory/member-store.ts'
import { MemoryNotices } from './memory/notices.ts'
import { MemoryOrders } from './memory/orders.ts'
import { MemoryReplayStore } from './memory/replay-store.ts'
import { type LogOptions, openLog } from './open-log.ts'
import { openSql, type SqlOptions } from './open-sql.ts'

/** Two epochs of one stream must differ: one in 2^48 is never the same. */
const EPOCH_BYTES = 6

export type Ports = {
  readonly log: MessageLog
  readonly buckets: BucketStore
  readonly members: MemberStore
  readonly notices: Notices
  readonly orders: Orders
  readonly settings: Settings
  readonly edges: Edges
  readonly jobs: Jobs
  readonly archive: Archive
  readonly replayStore: ReplayStore
}

export type PortOptions = {
  readonly now: Now
  readonly log: LogOptions
  readonly buckets: {
    readonly keep: number
    readonly keepMs: number
    readonly whitelistKeepMs: number
    readonly dedupeMs: number
  }
  readonly leaseMs: number
  readonly replayBytes: number
  readonly sql: SqlOptions
}

/** @throws Fault when what is needed from the start does not answer, or contradicts the settings */
export async function openPorts(options: PortOptions): Promise<Ports> {
  const { now, log, buckets, leaseMs, ...rest } = options
  return {
    log: await openLog(log, now),
    buckets: new MemoryBucketStore({ ...buckets, now, newEpoch }),
    members: new MemoryMemberStore({ now, leaseMs }),
    notices: new MemoryNotices(),
    orders: new MemoryOrders(),
    edges: new MemoryEdges({ now, leaseMs }),
    jobs: new MemoryJobs({ now }),
    ...openSql(rest.sql),
    replayStore: new MemoryReplayStore({ now, mostBytes: rest.replayBytes }),
  }
}

/** In reverse of how they depend on each other: the log last. */
export async function closePorts(ports: Ports): Promise<void> {
  const { jobs, replayStore, archive, notices, orders, edges, members, settings } = ports
  for (const port of [jobs, replayStore, archive, notices, orders, edges, members, settings])
    await port.close()
  await ports.buckets.close()
  await ports.log.close()
}

function newEpoch(): string {
  return randomBytes(EPOCH_BYTES).toString('base64url')
}
