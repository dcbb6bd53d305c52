// Everything that is kept in Redis, in a Redis Cluster of three: keys of one thing live on one
// node, and each thing is found on its own.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { RedisBucketStore } from '../../../../engine/adapters/redis/bucket-store.ts'
import { RedisBudgets } from '../../../../engine/adapters/redis/budgets.ts'
import { RedisEdges } from '../../../../engine/adapters/redis/edges.ts'
import { RedisJobs } from '../../../../engine/adapters/redis/jobs.ts'
import { RedisLanes } from '../../../../engine/adapters/redis/lanes.ts'
import { lookAtRedis } from '../../../../engine/adapters/redis/look.ts'
import { RedisMemberStore } from '../../../../engine/adapters/redis/member-store.ts'
import { RedisNotices } from '../../../../engine/adapters/redis/notices.ts'
import { RedisOrders } from '../../../../engine/adapters/redis/orders.ts'
import { RedisRemovals } from '../../../../engine/adapters/redis/removals.ts'
import { RedisReplayStore } from '../../../../engine/adapters/redis/replay-store.ts'
import { RedisSettings } from '../../../../engine/adapters/redis/settings.ts'
import { RedisTallies } from '../../../../engine/adapters/redis/tallies.ts'
import { START } from '../../../../engine/cursor.ts'
import { byPriority } from '../../../../engine/message.ts'
import { bucketStoreContract } from '../../../contracts/bucket-store.ts'
import { budgetsContract } from '../../../contracts/budgets.ts'
import { edgesContract } from '../../../contracts/edges.ts'
import { jobsContract } from '../../../contracts/jobs.ts'
import { lanesContract } from '../../../contracts/lanes.ts'
import { memberStoreContract } from '../../../contracts/member-store.ts'
import { noticesContract } from '../../../contracts/notices.ts'
import { ordersContract } from '../../../contracts/orders.ts'
import { removalsContract } from '../../../contracts/removals.ts'
import { replayStoreContract } from '../../../contracts/replay-store.ts'
import { settingsContract } from '../../../contracts/settings.ts'
import { talliesContract } from '../../../contracts/tallies.ts'
import { encoded, streamOf } from '../../../fixtures/message.ts'
import { sharedRedisCluster } from '../../../fixtures/redis-cluster.ts'
import { until } from '../../../until.ts'

const NAME = 'redis, a cluster of three'
const STREAMS = 30
const cluster = sharedRedisCluster()
const here = () => ({ url: cluster.url, prefix: cluster.newPrefix() })
const newEpoch = () => randomBytes(6).toString('base64url')

bucketStoreContract(NAME, async options => {
  const { url, ...rest } = here()
  return new RedisBucketStore({ newEpoch, ...rest, urls: [url], ...options })
})
budgetsContract(NAME, async options => new RedisBudgets({ ...options, ...here() }))
edgesContract(NAME, async options => new RedisEdges({ ...options, ...here() }))
jobsContract(NAME, async options => new RedisJobs({ now: Date.now, ...options, ...here() }))
lanesContract(NAME, async options => new RedisLanes({ ...options, ...here() }))
memberStoreContract(NAME, async options => {
  const { url, prefix } = here()
  return new RedisMemberStore({ ...options, urls: [url], prefix })
})
noticesContract(NAME, async () => {
  const { url, prefix } = here()
  return new RedisNotices({ urls: [url], prefix })
})
ordersContract(NAME, async options => new RedisOrders({ ...options, ...here() }))
removalsContract(NAME, async () => new RedisRemovals(here()))
replayStoreContract(NAME, async keepMs => new RedisReplayStore({ ...here(), keepMs }))
settingsContract(NAME, async () => new RedisSettings(here()))
talliesContract(NAME, async options => new RedisTallies({ ...options, ...here() }))

test('streams are spread over the nodes, and a node that was away is used again', async t => {
  const { url, prefix } = here()
  const now = Date.now
  const store = new RedisBucketStore({ urls: [url], prefix, now, newEpoch, timeoutMs: 500 })
  t.after(() => store.close())
  const streams = Array.from({ length: STREAMS }, (_, n) => streamOf(n))
  const write = () =>
    Promise.all(streams.map(stream => store.write(stream, [encoded('a', { stream, at: now() })])))
  await write()
  const held = await Promise.all(cluster.nodes.map(node => node.command('DBSIZE')))
  assert.ok(
    held.every(keys => Number(keys) > 0),
    `${held}`,
  )

  const last = cluster.nodes.at(-1)
  await last?.kill()
  await assert.rejects(write(), { code: 'store-unavailable' })
  await last?.restart()
  await until(() =>
    write().then(
      () => true,
      () => false,
    ),
  )
  const most = byPriority(() => 10)
  for (const stream of streams) assert.equal((await store.read(stream, START, most)).low.last, 1)
})

test('its version is seen before anything depends on it', async () => {
  const { version, isReplica } = await lookAtRedis(cluster.url, 1_000)
  assert.match(version, /^\d+\.\d+/)
  assert.equal(isReplica, false)
})
