import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOut } from '../../../loadtest/run/entering.ts'

const entered = { joinsPerSecond: undefined, connectsPerSecond: 100, failed: {} }

test('who did not come in is told, and why', () => {
  assert.deepEqual(leftOut(5, { ...entered, viewers: 5 }), [])
  assert.deepEqual(leftOut(5, { ...entered, viewers: 3, failed: { tooFull: 9 } }), [
    '2 of 5 did not come in: tooFull (9 times)',
  ])
  assert.deepEqual(leftOut(5, { ...entered, viewers: 3 }), ['2 of 5 did not come in'])
})
