import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisReplayStore } from '../../../../engine/adapters/redis/replay-store.ts'
import { replayStoreContract } from '../../../contracts/replay-store.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()

replayStoreContract(
  'redis',
  async () => new RedisReplayStore({ url: redis.url, prefix: redis.newPrefix() }),
)

test('a Redis that is away or full is a store with nothing in it', async t => {
  const server = await RedisServer.start()
  const store = new RedisReplayStore({ url: server.url, timeoutMs: 300 })
  t.after(async () => {
    await store.close()
    await server.stop()
  })
  await server.command('CONFIG', 'SET', 'maxmemory', 1)
  await store.put('s/0', Uint8Array.of(1), 1_000)
  assert.equal(await store.get('s/0'), undefined)
  await server.kill()
  await store.put('s/0', Uint8Array.of(1), 1_000)
  assert.equal(await store.get('s/0'), undefined)
  assert.equal(store.missed, 3)
})
