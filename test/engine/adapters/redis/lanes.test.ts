import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisLanes, type RedisLanesOptions } from '../../../../engine/adapters/redis/lanes.ts'
import { Fault } from '../../../../engine/fault.ts'
import type { RoomId, WorkerId } from '../../../../engine/ids.ts'
import { laneOf } from '../../../../engine/partition.ts'
import { lanesContract } from '../../../contracts/lanes.ts'
import { NOON } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()
const ANN = 'ann' as WorkerId
const LANE = laneOf('lobby' as RoomId, 'danmaku')

lanesContract('redis', async options => lanesWith(options))

test('numbers grow on when Redis has lost everything', async t => {
  const server = await RedisServer.start()
  let now = NOON
  const lanes = lanesWith({ url: server.url, now: () => now })
  t.after(async () => {
    await lanes.close()
    await server.stop()
  })
  await lanes.exchange(ANN, [])
  for (let times = 0; times < 5; times++) await lanes.acquire(ANN, LANE, 0)
  const before = await lanes.acquire(ANN, LANE, 0)
  await server.command('FLUSHALL')
  now += 1_000
  const after = await lanes.acquire(ANN, LANE, 0)
  assert.ok(after && before && after.number > before.number)
})

test('a Redis that is away is a fault', async t => {
  const server = await RedisServer.start()
  const lanes = lanesWith({ url: server.url, timeoutMs: 100 })
  t.after(() => lanes.close())
  await lanes.exchange(ANN, [])
  await server.stop()
  await assert.rejects(
    lanes.gears(),
    error => error instanceof Fault && error.code === 'store-unavailable',
  )
})

test('more leases than one script gives up are given up', async t => {
  const prefix = redis.newPrefix()
  const lanes = lanesWith({ prefix })
  t.after(() => lanes.close())
  await lanes.exchange(ANN, [])
  const partitions = Array.from({ length: 1_200 }, (_, partition) => partition)
  const leases = await Promise.all(partitions.map(one => lanes.acquire(ANN, LANE, one)))
  await lanes.release(
    ANN,
    leases.flatMap(lease => lease ?? []),
  )
  assert.deepEqual(await redis.server.command('KEYS', `${prefix}:*:lease:*`), [])
})

function lanesWith(options: Partial<RedisLanesOptions> = {}): RedisLanes {
  const { url, newPrefix } = redis
  return new RedisLanes({
    url,
    prefix: newPrefix(),
    now: () => NOON,
    leaseMs: 3_000,
    ...options,
  })
}
