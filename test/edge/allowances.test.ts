import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Allowances } from '../../edge/allowances.ts'
import { newEdgeCounts } from '../../edge/counts.ts'
import { LiveRoom } from '../../edge/live-room.ts'
import type { Held } from '../../edge/live-rooms.ts'
import { MemoryBudgets } from '../../engine/adapters/memory/budgets.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { BudgetAsk } from '../../engine/ports/budgets.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { newAllotment, want } from '../../engine/uplink/allotment.ts'
import { NOON, STREAM } from '../fixtures/message.ts'

function edge() {
  const clock = { ms: NOON }
  const rooms = ['loud', 'silent'].map(name => {
    const record = { room: name as RoomId, stream: { id: STREAM }, changed: {}, version: 1 }
    const room = new LiveRoom(record, ROOM_DEFAULTS)
    room.uplink.budget = { held: newAllotment(), share: 1, everyMs: 100 }
    return room
  })
  const now = () => clock.ms
  const store = new MemoryBudgets({ now, everyMs: 100 })
  const asked: string[][] = []
  const gate = { pass: async () => {} }
  const budgets = {
    async exchange(id: EdgeId, asks: readonly BudgetAsk[]) {
      asked.push(asks.map(({ room }) => room))
      await gate.pass()
      return store.exchange(id, asks)
    },
  }
  const counts = newEdgeCounts()
  const allowances = new Allowances({
    ...{ budgets, counts, now, edge: 'e1' as EdgeId, edgesOf: () => ['e1', 'e2'] as EdgeId[] },
    rooms: { all: () => rooms.map(room => ({ room }) as Held).values() },
  })
  const [loud] = rooms as [LiveRoom]
  const { held } = loud.uplink.budget as NonNullable<LiveRoom['uplink']['budget']>
  return { allowances, asked, clock, counts, gate, held, loud }
}

test('rooms in which somebody speaks are asked for, until nobody has for a while', async () => {
  const { allowances, asked, clock, held, loud } = edge()
  await allowances.beat()
  assert.deepEqual(asked, [])
  want(held, 'low', clock.ms)
  await allowances.beat()
  assert.deepEqual(asked, [['loud']])
  assert.equal(loud.uplink.budget?.share, 0.5)
  assert.ok(held.low > 500 && held.low < 1_000, `its part of two: ${held.low}`)
  clock.ms += 2_001
  held.until = clock.ms + 400 // as it has been asked for all the time
  await allowances.beat()
  assert.deepEqual([asked.length, held.low, held.until], [2, 0, 0])
  await allowances.beat()
  assert.equal(asked.length, 2)
})

test('an exchange that fails is counted, and what is in hand still holds', async () => {
  const { allowances, clock, counts, gate, held } = edge()
  want(held, 'low', clock.ms)
  await allowances.beat()
  gate.pass = () => Promise.reject(new Error('away'))
  await allowances.beat()
  assert.equal(counts.roomBudget.get('unanswered'), 1)
  assert.ok(held.until > clock.ms && held.low > 0)
})
