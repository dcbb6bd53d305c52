import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisReplayStore } from '../../../../engine/adapters/redis/replay-store.ts'
import { replayStoreContract } from '../../../contracts/replay-store.ts'
import { STREAM } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()
const NAME = { stream: STREAM, from: 0, to: 1_000, generation: 1 }

replayStoreContract(
  'redis',
  async keepMs => new RedisReplayStore({ url: redis.url, prefix: redis.newPrefix(), keepMs }),
)

test('a Redis that is away or full is a store with nothing in it', async t => {
  const server = await RedisServer.start()
  const store = new RedisReplayStore({ url: server.url, timeoutMs: 300, keepMs: 1_000 })
  t.after(async () => {
    await store.close()
    await server.stop()
  })
  await server.command('CONFIG', 'SET', 'maxmemory', 1)
  await store.put(NAME, Uint8Array.of(1))
  assert.equal(await store.get(NAME), undefined)
  await server.kill()
  await store.put(NAME, Uint8Array.of(1))
  assert.equal(await store.get(NAME), undefined)
  assert.equal(store.missed, 3)
})
