// Members over several Redis: rooms are spread over them, and one that is away, or has lost what
// it held, costs its own rooms alone.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  RedisMemberStore,
  type RedisMemberStoreOptions,
} from '../../../../engine/adapters/redis/member-store.ts'
import { Shards } from '../../../../engine/adapters/redis/shards.ts'
import type { EdgeId, RoomId, ViewerId } from '../../../../engine/ids.ts'
import type { Presence } from '../../../../engine/ports/member-store.ts'
import { NOON } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const one = sharedRedis()
const other = sharedRedis()
const [E1, E2] = ['edge-1' as EdgeId, 'edge-2' as EdgeId]
const ANN = 'ann' as ViewerId
const LEASE_MS = 10_000
const ROOMS = Array.from({ length: 60 }, (_, n) => `room-${n}` as RoomId)
const UNAVAILABLE = { code: 'store-unavailable' }

test('rooms are spread over all Redis, and each is found again; a viewer is in all of theirs', async t => {
  const prefix = one.newPrefix()
  const store = storeWith(t, { prefix, urls: [one.url, other.url] })
  const turned = storeWith(t, { prefix, urls: [other.url, one.url] })
  await store.report(
    E1,
    ROOMS.map(room => here(room)),
  )
  for (const { server } of [one, other]) {
    const rooms = (await server.command('KEYS', `${prefix}:*:people:*`)) as string[]
    assert.ok(rooms.length > 10, `${rooms.length} of ${ROOMS.length}`)
  }
  for (const room of ROOMS) assert.equal((await turned.count(room)).viewers, 1)
  assert.deepEqual(await turned.roomsOf(ANN), ROOMS.toSorted())
})

test('every Redis that is told of no room renews the lease, and lets go of who leaves', async t => {
  const clock = { ms: NOON }
  const urls = [one.url, other.url]
  const store = storeWith(t, { prefix: one.newPrefix(), urls, now: () => clock.ms })
  const [a, b] = roomOfEach(urls)
  await store.report(E1, [here(a), here(b)])
  await store.report(E2, [here(a), here(b)])
  clock.ms += LEASE_MS - 1
  await store.report(E1, [here(a)])
  clock.ms += 1
  for (const room of [a, b]) assert.deepEqual(await edgesOf(store, room), [E1])
  await store.leave(E1)
  for (const room of [a, b]) assert.deepEqual(await edgesOf(store, room), [])
})

test('one that lost everything is told everything again, and the others know theirs', async t => {
  const { store, a, b, servers } = await overTwo(t)
  await store.report(E1, [here(a), here(b)])
  await store.widen(b, { from: 1, to: 3 })
  await servers[0].command('FLUSHALL')
  assert.equal((await store.count(a)).viewers, 0)
  assert.deepEqual(await store.roomsOf(ANN), [b])
  assert.equal(await store.renew(E1), false)
  await store.report(E1, [here(a), here(b)])
  assert.equal(await store.renew(E1), true)
  assert.equal((await store.count(a)).connections, 1)
  assert.deepEqual(await store.spread(b), {
    ...{ connections: 1, viewers: 1, guests: 0, width: 3 },
    edges: new Map([[E1, 1]]),
  })
})

test('while one is away the others serve their rooms, take what is told and keep the lease', async t => {
  const { store, a, b, servers, clock } = await overTwo(t)
  await store.report(E1, [here(a), here(b)])
  await servers[0].kill()
  await assert.rejects(store.count(a), UNAVAILABLE)
  await assert.rejects(store.roomsOf(ANN), UNAVAILABLE)
  await assert.rejects(store.report(E1, [here(a), here(b, 2)]), UNAVAILABLE)
  assert.equal((await store.count(b)).connections, 2)
  for (let turn = 0; turn < 2; turn++) {
    clock.ms += LEASE_MS - 1
    await assert.rejects(store.renew(E1), UNAVAILABLE)
    assert.deepEqual(await edgesOf(store, b), [E1])
  }

  await servers[0].restart()
  assert.equal(await until(() => store.renew(E1).then(String, () => '')), 'false')
  await store.report(E1, [here(a), here(b, 2)])
  assert.equal(await store.renew(E1), true)
  assert.deepEqual(await store.roomsOf(ANN), [a, b].toSorted())
  assert.equal((await store.count(b)).connections, 2)

  await servers[0].kill()
  await assert.rejects(store.leave(E1), UNAVAILABLE)
  assert.equal((await store.count(b)).connections, 0)
})

test('one that lost everything is told so also while another is away', async t => {
  const { store, a, b, servers } = await overTwo(t)
  await store.report(E1, [here(a), here(b)])
  await servers[0].kill()
  await servers[1].command('FLUSHALL')
  assert.equal(await store.renew(E1), false)
  await assert.rejects(store.report(E1, [here(a), here(b)]), UNAVAILABLE)
  assert.equal((await store.count(b)).viewers, 1)
})

/** Two Redis of its own, a room of each, and an edge whose lease has begun on both. */
async function overTwo(t: TestContext) {
  const servers = [await RedisServer.start(), await RedisServer.start()] as const
  const urls = servers.map(({ url }) => url)
  const clock = { ms: NOON }
  const store = storeWith(t, { urls, timeoutMs: 500, now: () => clock.ms })
  t.after(() => Promise.all(servers.map(server => server.stop())))
  await store.renew(E1)
  assert.equal(await store.renew(E1), true)
  const [a, b] = roomOfEach(urls)
  return { store, a, b, servers, clock }
}

function roomOfEach(urls: readonly string[]): readonly [RoomId, RoomId] {
  const shards = new Shards(urls, url => url)
  const [a, b] = urls.map(url => ROOMS.find(room => shards.of(room) === url))
  assert.ok(a && b)
  return [a, b]
}

async function edgesOf(store: RedisMemberStore, room: RoomId): Promise<EdgeId[]> {
  return [...(await store.edgesOf(room, ANN)).keys()].toSorted()
}

function here(room: RoomId, connections = 1): Presence {
  return { room, viewer: ANN, name: 'Ann', guest: false, connections, since: NOON }
}

type Over = Partial<RedisMemberStoreOptions> & Pick<RedisMemberStoreOptions, 'urls'>

function storeWith(t: TestContext, options: Over): RedisMemberStore {
  const store = new RedisMemberStore({ now: () => NOON, leaseMs: LEASE_MS, ...options })
  t.after(() => store.close())
  return store
}
