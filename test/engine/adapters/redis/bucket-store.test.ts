import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  RedisBucketStore,
  type RedisBucketStoreOptions,
} from '../../../../engine/adapters/redis/bucket-store.ts'
import { START } from '../../../../engine/cursor.ts'
import { byPriority } from '../../../../engine/message.ts'
import { bucketStoreContract } from '../../../contracts/bucket-store.ts'
import { encoded, NOON, STREAM, streamOf } from '../../../fixtures/message.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const one = sharedRedis()
const other = sharedRedis()
const MANY = byPriority(() => 1_000)

bucketStoreContract('redis', async options => storeWith(options))

bucketStoreContract('redis, streams spread over two', async options =>
  storeWith({ ...options, urls: [one.url, other.url] }),
)

/** A first synchronisation forks both servers; on a busy machine that takes its time. */
const SYNCED_MS = 30_000

test('a write and a read are one command each', async t => {
  const store = storeWith()
  t.after(() => store.close())
  const calls = async () => {
    const stats = `${await one.server.command('INFO', 'commandstats')}`
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  }
  await store.write(STREAM, [encoded('a')])
  const before = await calls()
  await store.write(STREAM, [encoded('b'), encoded('c', { priority: 'high' })])
  await store.read(STREAM, START, MANY)
  assert.equal((await calls()) - before, 2)
})

test('a batch larger than Lua unpacks at once is stored whole', async t => {
  const store = storeWith({ keep: 20_000 })
  t.after(() => store.close())
  const batch = Array.from({ length: 10_000 }, (_, n) => encoded(`m${n}`))
  const { outcomes } = await store.write(STREAM, batch)
  assert.deepEqual(new Set(outcomes), new Set(['stored']))
  assert.equal((await store.read(STREAM, START, MANY)).low.last, 10_000)
  assert.deepEqual(new Set((await store.write(STREAM, batch)).outcomes), new Set(['duplicate']))
})

test('every key expires, and reading or writing puts that off', async t => {
  const prefix = one.newPrefix()
  const ages = { keepMs: 1_000, whitelistKeepMs: 1_000, dedupeMs: 1_000, expiryMs: 40_000 }
  const store = storeWith({ ...ages, prefix })
  t.after(() => store.close())
  const keys = async () => (await one.server.command('KEYS', `${prefix}:*`)) as string[]
  const left = async () => {
    const times = (await keys()).map(key => one.server.command('PTTL', key))
    return (await Promise.all(times)).map(Number)
  }
  for (const priority of ['whitelist', 'high', 'low'] as const)
    await store.write(STREAM, [encoded(priority, { priority })])
  assert.equal((await keys()).length, 5)
  assert.ok(Math.min(...(await left())) > 35_000)

  for (const touch of [
    () => store.read(STREAM, START, MANY),
    () => store.write(STREAM, []),
    () => store.history(STREAM, START, MANY),
  ]) {
    for (const key of await keys()) await one.server.command('PEXPIRE', key, 20_000)
    await touch()
    assert.ok(Math.min(...(await left())) > 35_000)
  }
})

test('an expiry shorter than what must be known does not hold', async t => {
  const prefix = one.newPrefix()
  const store = storeWith({ prefix, expiryMs: 1 })
  t.after(() => store.close())
  await store.write(STREAM, [encoded('a')])
  const [key = ''] = (await one.server.command('KEYS', `${prefix}:*:ids`)) as string[]
  assert.ok(Number(await one.server.command('PTTL', key)) > 600_000)
})

test('streams are spread over all Redis, and each finds its own again', async t => {
  const prefix = one.newPrefix()
  const store = storeWith({ prefix, urls: [one.url, other.url] })
  const turned = storeWith({ prefix, urls: [other.url, one.url] })
  t.after(() => store.close())
  t.after(() => turned.close())
  const streams = Array.from({ length: 40 }, (_, n) => streamOf(n))
  for (const stream of streams) await store.write(stream, [encoded('a', { stream })])
  for (const { server } of [one, other])
    assert.ok(((await server.command('KEYS', `${prefix}:*:ids`)) as string[]).length > 5)
  for (const stream of streams)
    assert.equal((await turned.read(stream, START, MANY)).low.messages.length, 1)
})

test('reads go to the replica, and now and then to the primary', async t => {
  const port = new URL(one.url).port
  await one.server.command('CONFIG', 'SET', 'repl-diskless-sync-delay', 0)
  await other.server.command('REPLICAOF', '127.0.0.1', port)
  t.after(() => other.server.command('REPLICAOF', 'NO', 'ONE'))
  await until(
    async () =>
      /master_link_status:up/.test(`${await other.server.command('INFO', 'replication')}`),
    { withinMs: SYNCED_MS },
  )
  let now = NOON
  const store = storeWith({ now: () => now, replicas: [other.url], keepMs: 1_000 })
  t.after(() => store.close())
  const { epoch } = await store.write(STREAM, [encoded('a', { at: NOON })])
  await store.read(STREAM, START, MANY) // the first is from the primary
  await until(
    async () => {
      const reading = await store.read(STREAM, START, MANY)
      return reading.epoch === epoch && reading.low.messages.length === 1
    },
    { withinMs: SYNCED_MS },
  )
  now += 2_000
  assert.equal((await store.read(STREAM, START, MANY)).low.messages.length, 1) // only the primary lets go
  now += 60_000
  assert.equal((await store.read(STREAM, START, MANY)).low.messages.length, 0)
})

function storeWith(options: Partial<RedisBucketStoreOptions> = {}): RedisBucketStore {
  return new RedisBucketStore({
    urls: [one.url],
    prefix: one.newPrefix(),
    now: () => NOON,
    newEpoch: () => randomBytes(6).toString('base64url'),
    ...options,
  })
}
