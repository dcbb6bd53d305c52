import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  batchSize,
  learn,
  leastMessageMs,
  UNKNOWN_COST,
  type WriteCost,
} from '../../../engine/ingest/write-cost.ts'

/** After writes of these sizes to a store that takes so long for each, and for each message. */
function learnt(sizes: readonly number[], writeMs: number, messageMs: number, from = UNKNOWN_COST) {
  let cost: WriteCost = from
  for (const size of sizes) cost = learn(cost, size, writeMs + messageMs * size)
  return cost
}

const VARIED = [1, 7, 20, 3, 50, 11]

for (const [writeMs, messageMs, size, leastMs] of [
  [0, 0, 200, 0],
  [0, 0.01, 200, 0.01],
  [0, 1, 50, 1],
  [0, 80, 1, 80],
  [5, 0, 200, 0.025],
  [5, 1, 50, 1.1],
  [100, 0, 200, 0.5],
] as const) {
  test(`a write of ${writeMs} ms and ${messageMs} a message: writes of ${size}`, () => {
    const cost = learnt(VARIED, writeMs, messageMs)
    assert.ok(Math.abs(batchSize(cost) - size) <= 1, `${batchSize(cost)}`)
    assert.ok(Math.abs(leastMessageMs(cost) - leastMs) < 0.01, `${leastMessageMs(cost)}`)
  })
}

test('of a store of which nothing is known, the most is asked', () => {
  assert.deepEqual([batchSize(UNKNOWN_COST), leastMessageMs(UNKNOWN_COST)], [200, 0])
})

test('writes of one size are taken to cost by the message', () => {
  const cost = learnt([10, 10, 10], 40, 0)
  assert.deepEqual([batchSize(cost), leastMessageMs(cost)], [12, 4])
})

test('a store that turns slow is known after a few writes, and one that turns quick too', () => {
  const slow = learnt([...VARIED, ...VARIED, ...VARIED], 0, 5, learnt(VARIED, 0, 0.1))
  assert.ok(Math.abs(leastMessageMs(slow) - 5) < 1, `${leastMessageMs(slow)}`)
  const many = Array.from({ length: 10 }, () => VARIED).flat()
  assert.equal(batchSize(learnt(many, 0, 0.1, slow)), 200)
})

test('neither part is ever less than nothing, however the measurements jump about', () => {
  for (const [small, large] of [
    [50, 1],
    [1, 500],
  ] as const) {
    const cost = learn(learn(UNKNOWN_COST, 1, small), 100, large)
    assert.ok(batchSize(cost) >= 1)
    assert.ok(leastMessageMs(cost) >= 0)
  }
})
