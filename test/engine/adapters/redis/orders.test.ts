import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisOrders, type RedisOrdersOptions } from '../../../../engine/adapters/redis/orders.ts'
import type { EdgeId, RoomId, ViewerId } from '../../../../engine/ids.ts'
import type { Order } from '../../../../engine/ports/orders.ts'
import { ordersContract } from '../../../contracts/orders.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { ROOM } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const redis = sharedRedis()
const edge = 'edge-1' as EdgeId

ordersContract('redis', async options => ordersWith(options))

test('orders wait for an edge that is started again, in another process', async t => {
  const prefix = redis.newPrefix()
  const [roomService, before, after] = [1, 2, 3].map(() => ordersWith({ prefix, pauseMs: 5 }))
  t.after(async () => {
    for (const orders of [roomService, before, after]) await orders?.close()
  })
  await before?.receive(edge, () => Promise.reject(new Error('not now')))
  await roomService?.send(edge, kick('a'))
  await roomService?.send(edge, kick('b'))
  await before?.close()
  const given: Order[] = []
  await after?.receive(edge, async order => void given.push(order))
  await until(() => given.length === 2)
  assert.deepEqual(given, [kick('a'), kick('b')])
})

test('orders outlive a kill of Redis, and are received again without a hand', async t => {
  const server = await RedisServer.start()
  const orders = ordersWith({ url: server.url, pauseMs: 20, timeoutMs: 300 })
  t.after(async () => {
    await orders.close()
    await server.stop()
  })
  const given: Order[] = []
  const gate = new Gate()
  await orders.receive(edge, async order => {
    await gate.opened
    given.push(order)
  })
  await orders.send(edge, kick('a'))
  await until(async () => /aof_pending_bio_fsync:0/.test(`${await server.command('INFO')}`))
  await server.kill()
  await server.restart()
  gate.open()
  await until(() => given.length >= 1)
  await until(async () => (await orders.pending(edge).catch(() => 1)) === 0)
  await orders.send(edge, kick('b'))
  await until(() => given.at(-1)?.type === 'kick' && given.some(order => same(order, kick('b'))))
})

test('too many orders: the oldest `settings` gives way first, then the oldest, never the first', async t => {
  const orders = ordersWith({ most: 3 })
  t.after(() => orders.close())
  const all = [kick('a'), settings('r1'), settings('r2'), kick('b'), kick('c'), kick('d')]
  for (const order of all) await orders.send(edge, order)
  assert.deepEqual([await orders.pending(edge), orders.dropped], [3, 3])
  const given: Order[] = []
  await orders.receive(edge, async order => void given.push(order))
  await until(() => given.length === 3)
  assert.deepEqual(given, [kick('a'), kick('c'), kick('d')])
})

test('a later receiver takes over from an earlier', async t => {
  const orders = ordersWith()
  t.after(() => orders.close())
  const given: string[] = []
  await orders.receive(edge, async () => void given.push('earlier'))
  await orders.receive(edge, async () => void given.push('later'))
  await orders.send(edge, kick('a'))
  await until(() => given.length === 1)
  assert.deepEqual(given, ['later'])
})

test('orders for an edge that never comes are forgotten', async t => {
  const prefix = redis.newPrefix()
  const orders = ordersWith({ prefix, keepMs: 30 })
  t.after(() => orders.close())
  await orders.send(edge, kick('a'))
  await until(async () => (await orders.pending(edge)) === 0)
})

function ordersWith(options: Partial<RedisOrdersOptions> = {}): RedisOrders {
  return new RedisOrders({ url: redis.url, prefix: redis.newPrefix(), ...options })
}

function kick(viewer: string): Order {
  return { type: 'kick', room: ROOM, viewer: viewer as ViewerId }
}

function settings(room: string): Order {
  return { type: 'settings', room: room as RoomId }
}

function same(one: Order, other: Order): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
