import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JoinBudget } from '../../room-service/join-budget.ts'
import { seeded } from '../fixtures/seeded.ts'

function budgetOf(perSecond: number, random = seeded(1)) {
  const clock = { ms: 1_000_000 }
  return { clock, budget: new JoinBudget(perSecond, () => clock.ms, random) }
}

/** How many of so many are let in. */
function letIn(budget: JoinBudget, many: number, isBack: boolean): number {
  let taken = 0
  for (let n = 0; n < many; n++) if (budget.take(isBack) === 0) taken++
  return taken
}

test('so many are let in in a second, and those who come back before newcomers', () => {
  const { budget, clock } = budgetOf(100)
  assert.equal(letIn(budget, 200, false), 70)
  assert.equal(letIn(budget, 200, true), 30)
  clock.ms += 1_000
  assert.equal(letIn(budget, 200, true), 100)
  clock.ms += 100
  assert.equal(letIn(budget, 200, false), 0)
  assert.equal(letIn(budget, 200, true), 10)
})

test('one a second lets somebody in, new or not', () => {
  const { budget, clock } = budgetOf(1)
  assert.equal(letIn(budget, 3, false), 1)
  clock.ms += 1_000
  assert.equal(letIn(budget, 3, true), 1)
})

test('who is refused comes again at moments spread over what it takes to let them all in', () => {
  const { budget } = budgetOf(100)
  letIn(budget, 100, true)
  const waits = Array.from({ length: 1_000 }, () => budget.take(true))
  assert.ok(Math.min(...waits) >= 500)
  assert.ok(Math.max(...waits) > 10_000 && Math.max(...waits) <= 15_600, `${Math.max(...waits)}`)
  const inOneSecond = new Map<number, number>()
  for (const wait of waits) {
    const second = Math.floor(wait / 1_000)
    inOneSecond.set(second, (inOneSecond.get(second) ?? 0) + 1)
  }
  assert.ok(Math.max(...inOneSecond.values()) < 330, `${[...inOneSecond]}`)
})

test('nobody is told to wait longer than half a minute, nor many the same moment', () => {
  const { budget } = budgetOf(10)
  letIn(budget, 10, true)
  const waits = Array.from({ length: 5_000 }, () => budget.take(true)).slice(1_000)
  assert.ok(Math.max(...waits) <= 30_000)
  const latest = waits.filter(wait => wait >= 29_900)
  assert.ok(latest.length < 100, `${latest.length} come at the last moment`)
})

test('of a storm that is over nothing is left: the next one refused waits but a moment', () => {
  const { budget, clock } = budgetOf(10)
  letIn(budget, 500, true)
  clock.ms += 120_000
  letIn(budget, 10, true)
  assert.ok(budget.take(true) <= 1_000)
})

test('a crowd that comes back when it is told is all in soon, in no greater waves than the budget', () => {
  const { budget, clock } = budgetOf(200, seeded(7))
  const began = clock.ms
  let waiting = Array.from({ length: 3_000 }, () => clock.ms)
  while (waiting.length > 0 && clock.ms - began < 60_000) {
    const still: number[] = []
    for (const at of waiting) {
      const retryMs = at <= clock.ms ? budget.take(true) : 0
      if (at > clock.ms) still.push(at)
      else if (retryMs > 0) still.push(clock.ms + retryMs)
    }
    waiting = still
    clock.ms += 10
  }
  assert.deepEqual(waiting, [])
  // The least that it can take is 14 s.
  assert.ok(clock.ms - began < 45_000, `${clock.ms - began} ms`)
})
