import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryBudgets } from '../../../engine/adapters/memory/budgets.ts'
import type { EdgeId, RoomId } from '../../../engine/ids.ts'
import type { BudgetAsk } from '../../../engine/ports/budgets.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'
import { newAllotment, want } from '../../../engine/uplink/allotment.ts'
import { Allowances } from '../../../engine/uplink/allowances.ts'
import type { RoomState } from '../../../engine/uplink/step.ts'
import { NOON } from '../../fixtures/message.ts'

type Room = {
  readonly id: RoomId
  readonly settings: typeof ROOM_DEFAULTS
  readonly uplink: Required<RoomState>
}

function edge() {
  const clock = { ms: NOON }
  const [loud, silent] = ['loud', 'silent'].map(name => {
    const budget = { held: newAllotment(), share: 1, everyMs: 100 }
    const uplink: Required<RoomState> = { tokens: undefined, budget }
    return { id: name as RoomId, settings: ROOM_DEFAULTS, uplink }
  }) as [Room, Room]
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
  const counted: [what: string, times: number][] = []
  const allowances = new Allowances({
    ...{ budgets, now, edge: 'e1' as EdgeId, shareOf: () => 1 / 2 },
    count: (...told) => void counted.push(told),
    rooms: { all: () => [{ room: loud }, { room: silent }] },
  })
  return { allowances, asked, clock, counted, gate, held: loud.uplink.budget.held, loud }
}

test('rooms in which somebody speaks are asked for, until nobody has for a while', async () => {
  const { allowances, asked, clock, held, loud } = edge()
  await allowances.beat()
  assert.deepEqual(asked, [])
  want(held, 'low', clock.ms)
  await allowances.beat()
  assert.deepEqual(asked, [['loud']])
  assert.equal(loud.uplink.budget.share, 0.5)
  assert.ok(held.low > 500 && held.low < 1_000, `its part of two: ${held.low}`)
  clock.ms += 2_001
  held.until = clock.ms + 400 // as it has been asked for all the time
  await allowances.beat()
  assert.deepEqual([asked.length, held.low, held.until], [2, 0, 0])
  await allowances.beat()
  assert.equal(asked.length, 2)
})

test('an exchange that fails is counted, and what is in hand still holds', async () => {
  const { allowances, clock, counted, gate, held } = edge()
  want(held, 'low', clock.ms)
  await allowances.beat()
  gate.pass = () => Promise.reject(new Error('away'))
  await allowances.beat()
  assert.deepEqual(counted, [['unanswered', 1]])
  assert.ok(held.until > clock.ms && held.low > 0)
})
