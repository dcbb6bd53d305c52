// Opens the ports that hold what is live, and the warm past: in this process, or in a Redis
// that all processes share. Each has connections of its own, so that none waits for another.

import { randomBytes } from 'node:crypto'
import type { Now } from '../clock.ts'
import type { BucketStore } from '../ports/bucket-store.ts'
import type { Budgets } from '../ports/budgets.ts'
import type { Edges } from '../ports/edges.ts'
import type { Jobs } from '../ports/jobs.ts'
import type { Lanes } from '../ports/lanes.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Notices } from '../ports/notices.ts'
import type { Orders } from '../ports/orders.ts'
import type { Removals } from '../ports/removals.ts'
import type { ReplayStore } from '../ports/replay-store.ts'
import type { Tallies } from '../ports/tallies.ts'
import { MemoryBucketStore } from './memory/bucket-store.ts'
import { MemoryBudgets } from './memory/budgets.ts'
import { MemoryEdges } from './memory/edges.ts'
import { MemoryJobs } from './memory/jobs.ts'
import { MemoryLanes } from './memory/lanes.ts'
import { MemoryMemberStore } from './memory/member-store.ts'
import { MemoryNotices } from './memory/notices.ts'
import { MemoryOrders } from './memory/orders.ts'
import { MemoryRemovals } from './memory/removals.ts'
import { MemoryReplayStore } from './memory/replay-store.ts'
import { MemoryTallies } from './memory/tallies.ts'
import { RedisBucketStore } from './redis/bucket-store.ts'
import { RedisBudgets } from './redis/budgets.ts'
import { RedisEdges } from './redis/edges.ts'
import { RedisJobs } from './redis/jobs.ts'
import { RedisLanes } from './redis/lanes.ts'
import { RedisMemberStore } from './redis/member-store.ts'
import { RedisNotices } from './redis/notices.ts'
import { RedisOrders } from './redis/orders.ts'
import { RedisRemovals } from './redis/removals.ts'
import { RedisReplayStore } from './redis/replay-store.ts'
import { RedisTallies } from './redis/tallies.ts'

/** Two epochs of one stream must differ: one in 2^48 is never the same. */
const EPOCH_BYTES = 6

/**
 * Each URL is `memory:` or `redis://…`; the buckets', the members' and the notices' several, with
 * commas.
 */
export type LiveOptions = {
  readonly buckets: {
    readonly url: string
    /** As many as `url` has, or ''. */
    readonly replicaUrl: string
    readonly keep: number
    readonly keepMs: number
    readonly whitelistKeepMs: number
    readonly dedupeMs: number
    readonly expiryMs: number
  }
  readonly lanes: { readonly url: string; readonly leaseMs: number }
  readonly membersUrl: string
  readonly noticesUrl: string
  readonly ordersUrl: string
  readonly edgesUrl: string
  /** How often edges ask for rooms' budgets. */
  readonly budgetMs: number
  readonly jobsUrl: string
  readonly replay: { readonly url: string; readonly cacheBytes: number; readonly storeMs: number }
  readonly redis: RedisOptions
  readonly leaseMs: number
}

/** What holds for every Redis. */
export type RedisOptions = { readonly prefix: string; readonly timeoutMs: number }

export type LivePorts = {
  readonly buckets: BucketStore
  readonly lanes: Lanes
  readonly members: MemberStore
  readonly notices: Notices
  readonly orders: Orders
  readonly removals: Removals
  readonly edges: Edges
  readonly budgets: Budgets
  readonly tallies: Tallies
  readonly jobs: Jobs
  readonly replayStore: ReplayStore
}

export function openLive(options: LiveOptions, now: Now): LivePorts {
  const { redis, leaseMs, budgetMs, noticesUrl } = options
  const { membersUrl, ordersUrl, edgesUrl, jobsUrl, replay } = options
  return {
    buckets: openBuckets(options, now),
    lanes: openLanes(options, now),
    members:
      membersUrl === 'memory:'
        ? new MemoryMemberStore({ now, leaseMs })
        : new RedisMemberStore({ ...redis, urls: several(membersUrl), now, leaseMs }),
    notices:
      noticesUrl === 'memory:'
        ? new MemoryNotices()
        : new RedisNotices({ ...redis, urls: several(noticesUrl) }),
    orders:
      ordersUrl === 'memory:' ? new MemoryOrders() : new RedisOrders({ ...redis, url: ordersUrl }),
    removals:
      ordersUrl === 'memory:'
        ? new MemoryRemovals()
        : new RedisRemovals({ ...redis, url: ordersUrl }),
    edges:
      edgesUrl === 'memory:'
        ? new MemoryEdges({ now, leaseMs })
        : new RedisEdges({ ...redis, url: edgesUrl, now, leaseMs }),
    budgets:
      edgesUrl === 'memory:'
        ? new MemoryBudgets({ now, everyMs: budgetMs })
        : new RedisBudgets({ ...redis, url: edgesUrl, everyMs: budgetMs }),
    tallies:
      edgesUrl === 'memory:'
        ? new MemoryTallies({ now, leaseMs })
        : new RedisTallies({ ...redis, url: edgesUrl, now, leaseMs }),
    jobs:
      jobsUrl === 'memory:'
        ? new MemoryJobs({ now })
        : new RedisJobs({ ...redis, url: jobsUrl, now }),
    replayStore:
      replay.url === 'memory:'
        ? new MemoryReplayStore({ now, mostBytes: replay.cacheBytes, keepMs: replay.storeMs })
        : new RedisReplayStore({ ...redis, url: replay.url, keepMs: replay.storeMs }),
  }
}

function openBuckets({ buckets, redis }: LiveOptions, now: Now): BucketStore {
  const { url, replicaUrl, ...limits } = buckets
  if (url === 'memory:') return new MemoryBucketStore({ ...limits, now, newEpoch })
  const [urls, replicas] = [several(url), several(replicaUrl)]
  return new RedisBucketStore({ ...redis, ...limits, urls, replicas, now, newEpoch })
}

function openLanes({ lanes, redis }: LiveOptions, now: Now): Lanes {
  return lanes.url === 'memory:'
    ? new MemoryLanes({ ...lanes, now })
    : new RedisLanes({ ...redis, ...lanes, now })
}

function several(urls: string): string[] {
  return urls.split(',').filter(url => url !== '')
}

function newEpoch(): string {
  return randomBytes(EPOCH_BYTES).toString('base64url')
}
