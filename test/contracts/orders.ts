// What every Orders promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import type { Order, Orders } from '../../engine/ports/orders.ts'
import { Gate } from '../fixtures/gate.ts'
import { ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'

/** Opens orders of which none is pending; what is rejected comes again after `pauseMs`. */
export type OpenOrders = (options: { readonly pauseMs: number }) => Promise<Orders>

type After = { after(fn: () => Promise<void>): void }

const [E1, E2] = ['edge-1' as EdgeId, 'edge-2' as EdgeId]
const PAUSE_MS = 20

export function ordersContract(name: string, open: OpenOrders): void {
  describe(`Orders: ${name}`, () => {
    test('what was ordered before and what is ordered now is carried out, in order', async t => {
      const { orders, listen } = await opened(t)
      await orders.send(E1, kick('a'))
      await orders.send(E1, kick('b'))
      const { carriedOut } = await listen(E1)
      await orders.send(E1, kick('c'))
      await until(() => carriedOut.length === 3)
      assert.deepEqual(carriedOut, [kick('a'), kick('b'), kick('c')])
      await until(async () => (await orders.pending(E1)) === 0)
    })

    test('every kind of order arrives whole', async t => {
      const { orders, listen } = await opened(t)
      const { carriedOut } = await listen(E1)
      const all = [
        kick('a'),
        { type: 'move', room: ROOM, url: 'ws://b.example', withinMs: 5_000 },
        {
          type: 'recall',
          ...{ act: 'x', room: ROOM, stream: STREAM },
          target: { of: 'sender', sender: 'ann' as ViewerId, until: 5 },
        },
        { type: 'settings', room: 'cinema' as RoomId },
      ] as const
      for (const order of all) await orders.send(E1, order)
      await until(() => carriedOut.length === all.length)
      assert.deepEqual(carriedOut, all)
    })

    test('the next waits until one is carried out', async t => {
      const { orders, listen } = await opened(t)
      const gate = new Gate()
      const { given, carriedOut } = await listen(E1, () => gate.opened)
      await orders.send(E1, kick('a'))
      await orders.send(E1, kick('b'))
      await until(() => given.length === 1)
      assert.equal(await orders.pending(E1), 2)
      assert.deepEqual(given, [kick('a')])
      gate.open()
      await until(() => carriedOut.length === 2)
    })

    test('one that was rejected is given again before the next, after a pause', async t => {
      const { orders, listen } = await opened(t)
      const times: number[] = []
      const { given } = await listen(E1, async () => {
        times.push(performance.now())
        if (times.length === 1) throw new Error('not now')
      })
      await orders.send(E1, kick('a'))
      await orders.send(E1, kick('b'))
      await until(() => given.length === 3)
      assert.deepEqual(given, [kick('a'), kick('a'), kick('b')])
      const [first = 0, again = 0] = times
      assert.ok(again - first >= PAUSE_MS - 2, `${again - first} ms`) // timers round down
    })

    test('what was not acknowledged is given to who receives next', async t => {
      const { orders, listen } = await opened(t)
      const first = await listen(E1, async () => {
        throw new Error('not now')
      })
      await orders.send(E1, kick('a'))
      await until(() => first.given.length >= 1)
      await first.end()
      assert.equal(await orders.pending(E1), 1)
      const next = await listen(E1)
      await until(() => next.carriedOut.length === 1)
      assert.deepEqual(next.carriedOut, [kick('a')])
    })

    test('ending waits for the order under way, and none comes after it', async t => {
      const { orders, listen } = await opened(t)
      const gate = new Gate()
      const { given, carriedOut, end } = await listen(E1, () => gate.opened)
      await orders.send(E1, kick('a'))
      await orders.send(E1, kick('b'))
      await until(() => given.length === 1)
      const ended = end()
      gate.open()
      await ended
      assert.deepEqual(carriedOut, [kick('a')])
      assert.equal(await orders.pending(E1), 1)
    })

    test('an edge gets its own orders alone', async t => {
      const { orders, listen } = await opened(t)
      const [one, two] = [await listen(E1), await listen(E2)]
      await orders.send(E2, kick('b'))
      await orders.send(E1, kick('a'))
      await until(() => one.carriedOut.length + two.carriedOut.length === 2)
      assert.deepEqual([one.carriedOut, two.carriedOut], [[kick('a')], [kick('b')]])
    })

    test('an edge of which nobody knows has nothing pending', async t => {
      const { orders } = await opened(t)
      assert.equal(await orders.pending(E1), 0)
    })
  })

  async function opened(t: After) {
    const orders = await open({ pauseMs: PAUSE_MS })
    t.after(() => orders.close())
    const listen = async (edge: EdgeId, obey: () => Promise<void> = async () => {}) => {
      const given: Order[] = []
      const carriedOut: Order[] = []
      const end = await orders.receive(edge, async order => {
        given.push(order)
        await obey()
        carriedOut.push(order)
      })
      return { given, carriedOut, end }
    }
    return { orders, listen }
  }
}

function kick(viewer: string): Order {
  return { type: 'kick', room: ROOM, viewer: viewer as ViewerId }
}
