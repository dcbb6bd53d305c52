import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Allowance,
  type AllowanceRate,
  nextTokenMs,
  refill,
  spend,
  wholeTokens,
} from '../../../engine/downlink/allowance.ts'

const rate: AllowanceRate = { perSecond: 50, tickMs: 1_000 }

/** Spends all there is at each of these times, and returns how much that was. */
function spendAllAt(times: readonly number[], rate: AllowanceRate): number[] {
  let allowance: Allowance | undefined
  return times.map(now => {
    allowance = refill(allowance, now, rate)
    const tokens = wholeTokens(allowance)
    allowance = spend(allowance, tokens)
    return tokens
  })
}

test('a tick holds what the quota says, tick after tick', () => {
  assert.deepEqual(spendAllAt([0, 1_000, 2_000, 3_000], rate), [50, 50, 50, 50])
})

test('silence saves up a second, and no more', () => {
  assert.deepEqual(spendAllAt([0, 60_000], rate), [50, 50])
})

test('a tick longer than a second holds a tick', () => {
  assert.deepEqual(spendAllAt([0, 3_000], { perSecond: 50, tickMs: 3_000 }), [150, 150])
})

test('between ticks there is what time has brought, fractions included', () => {
  assert.deepEqual(spendAllAt([0, 30, 60, 90, 120], rate), [50, 1, 2, 1, 2])
})

test('a quota below one a second still shows one now and then', () => {
  const slow = { perSecond: 0.5, tickMs: 1_000 }
  assert.deepEqual(spendAllAt([0, 1_000, 2_000, 3_000, 4_000], slow), [1, 0, 1, 0, 1])
})

test('tenths add up to the whole', () => {
  const tenths = Array.from({ length: 11 }, (_, n) => n * 100)
  assert.deepEqual(
    spendAllAt(tenths, { perSecond: 1, tickMs: 100 }),
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  )
})

test('a clock that goes back brings nothing, and a new quota holds at once', () => {
  const full = refill(undefined, 1_000, rate)
  assert.equal(wholeTokens(refill(spend(full, 50), 0, rate)), 0)
  assert.equal(wholeTokens(refill(full, 1_000, { perSecond: 10, tickMs: 1_000 })), 10)
})

test('it knows when there is a token again', () => {
  const empty = spend(refill(undefined, 0, rate), 50)
  assert.equal(nextTokenMs(empty, 50), 20)
  assert.equal(nextTokenMs(refill(empty, 5, rate), 50), 15)
  assert.equal(nextTokenMs(refill(empty, 20, rate), 50), 0)
})
