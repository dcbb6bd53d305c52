import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisBudgets } from '../../../../engine/adapters/redis/budgets.ts'
import { Fault } from '../../../../engine/fault.ts'
import type { EdgeId } from '../../../../engine/ids.ts'
import { budgetsContract } from '../../../contracts/budgets.ts'
import { NOON, ROOM } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const redis = sharedRedis()

budgetsContract(
  'redis',
  async options => new RedisBudgets({ ...options, url: redis.url, prefix: redis.newPrefix() }),
)

test('without a clock given it goes by that of Redis', async t => {
  const budgets = new RedisBudgets({ url: redis.url, prefix: redis.newPrefix(), everyMs: 100 })
  t.after(() => budgets.close())
  const rate = { burst: 10, perSecond: 100 }
  const held = { low: 0, high: 0 }
  const ask = { room: ROOM, share: 1, rate, held, want: { low: 10, high: 0 } }
  const taken = async () => {
    const [lot] = await budgets.exchange('a' as EdgeId, [ask])
    return lot ? lot.low + lot.high : 0
  }
  assert.ok((await taken()) > 0)
  assert.ok((await taken()) < 10)
  await until(async () => (await taken()) > 0)
})

test('a Redis that is away is a fault, and one that lost everything gives a burst anew', async t => {
  const server = await RedisServer.start()
  const budgets = new RedisBudgets({
    ...{ url: server.url, timeoutMs: 200, now: () => NOON, everyMs: 100 },
  })
  t.after(async () => {
    await budgets.close()
    await server.stop()
  })
  const nothing = { low: 0, high: 0 }
  const ask = { room: ROOM, share: 1, rate: { burst: 10, perSecond: 1 }, held: nothing }
  const exchange = async () =>
    (await budgets.exchange('a' as EdgeId, [{ ...ask, want: { low: 10, high: 0 } }]))[0]
  assert.deepEqual(await exchange(), { low: 8, high: 2 })
  assert.deepEqual(await exchange(), nothing)
  await server.command('FLUSHALL')
  assert.deepEqual(await exchange(), { low: 8, high: 2 })
  await server.stop()
  await assert.rejects(
    exchange(),
    error => error instanceof Fault && error.code === 'store-unavailable',
  )
})
