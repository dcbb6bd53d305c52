import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  RedisMemberStore,
  type RedisMemberStoreOptions,
} from '../../../../engine/adapters/redis/member-store.ts'
import type { EdgeId, ViewerId } from '../../../../engine/ids.ts'
import type { Presence } from '../../../../engine/ports/member-store.ts'
import { memberStoreContract } from '../../../contracts/member-store.ts'
import { NOON, ROOM } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const redis = sharedRedis()
const [second, third] = [sharedRedis(), sharedRedis()]
const edge = 'edge-1' as EdgeId

memberStoreContract('redis', async options => storeWith(options))

memberStoreContract('redis, rooms spread over two', async options =>
  storeWith({ ...options, urls: [redis.url, second.url] }),
)

memberStoreContract('redis, rooms spread over three', async options =>
  storeWith({ ...options, urls: [redis.url, second.url, third.url] }),
)

test('over one Redis everything is one command', async t => {
  const store = storeWith()
  t.after(() => store.close())
  const steps = [
    () => store.report(edge, crowd(10)),
    () => store.renew(edge),
    () => store.spread(ROOM),
    () => store.roomsOf('viewer-1' as ViewerId),
    () => store.leave(edge),
  ]
  for (const step of steps) await step() // the scripts are known
  const calls = async () => {
    const stats = `${await redis.server.command('INFO', 'commandstats')}`
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  }
  for (const step of steps) {
    const before = await calls()
    await step()
    assert.equal((await calls()) - before, 1, `${step}`)
  }
})

test('an edge with more viewers than one script forgets is forgotten whole', async t => {
  let now = NOON
  const prefix = redis.newPrefix()
  const store = storeWith({ prefix, now: () => now })
  t.after(() => store.close())
  await store.report(edge, crowd(5_000))
  assert.equal((await store.count(ROOM)).viewers, 5_000)
  now += 10_000
  assert.deepEqual(await store.count(ROOM), { connections: 0, viewers: 0, guests: 0 })
  assert.deepEqual(await redis.server.command('KEYS', `${prefix}:*`), [])
})

test('an edge that leaves takes its keys with it', async t => {
  const prefix = redis.newPrefix()
  const store = storeWith({ prefix })
  t.after(() => store.close())
  await store.renew(edge)
  await store.report(edge, crowd(3_000))
  await store.leave(edge)
  assert.deepEqual(await redis.server.command('KEYS', `${prefix}:*`), [])
})

test('a Redis that was started again cannot vouch for what edges told it before', async t => {
  const server = await RedisServer.start()
  const store = storeWith({ urls: [server.url] })
  t.after(async () => {
    await store.close()
    await server.stop()
  })
  await store.renew(edge)
  await store.report(edge, crowd(10))
  assert.equal(await store.renew(edge), true)
  await server.kill()
  await server.restart()
  assert.equal(await until(async () => store.renew(edge).then(String, () => '')), 'false')
  assert.equal((await store.count(ROOM)).viewers, 0)
  await store.report(edge, crowd(10))
  assert.equal(await store.renew(edge), true)
  assert.equal((await store.count(ROOM)).viewers, 10)
})

function storeWith(options: Partial<RedisMemberStoreOptions> = {}): RedisMemberStore {
  const { url, newPrefix } = redis
  return new RedisMemberStore({
    urls: [url],
    prefix: newPrefix(),
    now: () => NOON,
    leaseMs: 10_000,
    ...options,
  })
}

function crowd(size: number): Presence[] {
  return Array.from({ length: size }, (_, n) => ({
    room: ROOM,
    viewer: `viewer-${n}` as ViewerId,
    name: `观众 ${n}`,
    guest: n % 2 === 0,
    connections: 1,
    since: NOON,
  }))
}
