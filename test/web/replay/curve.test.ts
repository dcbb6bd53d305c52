import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coarser, densityPath } from '../../../web/replay/curve.ts'

test('the curve stands on the ground, and its peak touches the top', () => {
  assert.equal(densityPath([0, 4, 1]), 'M0 1L0 1L50 0L100 0.5L100 1Z')
})

test('a silent stream is flat, and nothing known is nothing drawn', () => {
  assert.equal(densityPath([0, 0]), 'M0 1L0 1L100 1L100 1Z')
  assert.equal(densityPath([]), '')
})

test('coarser steps lose nobody', () => {
  assert.deepEqual(coarser([1, 2, 3, 4, 5], 3), [3, 7, 5])
  assert.deepEqual(coarser([1, 2], 120), [1, 2])
  assert.deepEqual(coarser([], 120), [])
})
