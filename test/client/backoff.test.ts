import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delayMs, failuresAfter, STEADY_MS } from '../../client/backoff.ts'

const backoff = { baseMs: 500, capMs: 30_000 }

test('the bound doubles with each failure, up to the cap', () => {
  const highest = [1, 2, 3, 6, 7, 8, 2_000].map(n => delayMs(backoff, n, () => 0.999_999))
  assert.deepEqual(highest, [499, 999, 1_999, 15_999, 29_999, 29_999, 29_999])
})

test('the wait is anything between nothing and the bound', () => {
  assert.deepEqual(
    [0, 0.25, 0.5].map(chance => delayMs(backoff, 3, () => chance)),
    [0, 500, 1_000],
  )
})

test('a connection that stood a while makes the next failure a first one', () => {
  assert.equal(failuresAfter(5, STEADY_MS - 1), 6)
  assert.equal(failuresAfter(5, STEADY_MS), 1)
})
