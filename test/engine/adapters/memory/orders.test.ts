import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryOrders } from '../../../../engine/adapters/memory/orders.ts'
import type { EdgeId, RoomId, ViewerId } from '../../../../engine/ids.ts'
import type { Order } from '../../../../engine/ports/orders.ts'
import { ordersContract } from '../../../contracts/orders.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { ROOM } from '../../../fixtures/message.ts'
import { until } from '../../../until.ts'

const edge = 'edge-1' as EdgeId

ordersContract('memory', async options => new MemoryOrders(options))

test('too many orders: the oldest `settings` gives way first, then the oldest of all', async () => {
  const orders = new MemoryOrders({ most: 3 })
  for (const order of [kick('a'), settings('r1'), settings('r2'), kick('b'), kick('c'), kick('d')])
    await orders.send(edge, order)
  assert.equal(await orders.pending(edge), 3)
  assert.equal(orders.dropped, 3)
  const given: Order[] = []
  await orders.receive(edge, async order => {
    given.push(order)
  })
  await until(() => given.length === 3)
  assert.deepEqual(given, [kick('b'), kick('c'), kick('d')])
  await orders.close()
})

test('the order under way does not give way, and comes again when it was rejected', async () => {
  const orders = new MemoryOrders({ most: 2, pauseMs: 1 })
  const gate = new Gate()
  const given: Order[] = []
  await orders.receive(edge, async order => {
    given.push(order)
    await gate.opened
    if (given.length === 1) throw new Error('not now')
  })
  await orders.send(edge, settings('r1'))
  await until(() => given.length === 1)
  for (const viewer of ['a', 'b']) await orders.send(edge, kick(viewer))
  gate.open()
  await until(() => given.length === 3)
  assert.deepEqual(given, [settings('r1'), settings('r1'), kick('b')])
  await orders.close()
})

test('a later receiver takes over once the earlier one has nothing in hand', async () => {
  const orders = new MemoryOrders()
  const gate = new Gate()
  const given: string[] = []
  await orders.receive(edge, async () => {
    given.push('earlier')
    await gate.opened
  })
  await orders.send(edge, kick('a'))
  await until(() => given.length === 1)
  const takingOver = orders.receive(edge, async () => void given.push('later'))
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(given, ['earlier'])
  gate.open()
  await takingOver
  await orders.send(edge, kick('b'))
  await until(() => given.length === 2)
  assert.deepEqual(given, ['earlier', 'later'])
  await orders.close()
})

function kick(viewer: string): Order {
  return { type: 'kick', room: ROOM, viewer: viewer as ViewerId }
}

function settings(room: string): Order {
  return { type: 'settings', room: room as RoomId }
}
