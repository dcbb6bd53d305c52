import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOut } from '../../../loadtest/run/entering.ts'

const failed = { tooFull: 9 }

test('who did not come in is told, and why', () => {
  const all = { first: 5, last: 5 }
  assert.deepEqual(leftOut({ ...all, entering: { viewers: 5, absent: 0, failed: {} } }), [])
  assert.deepEqual(leftOut({ ...all, entering: { viewers: 3, absent: 0, failed } }), [
    '2 of 5 did not come in: tooFull (9 times)',
  ])
  assert.deepEqual(leftOut({ ...all, entering: { viewers: 3, absent: 0, failed: {} } }), [
    '2 of 5 did not come in',
  ])
})

test('who was to come later and is not there at the end is told', () => {
  const entering = { viewers: 30, absent: 2_970, failed }
  assert.deepEqual(leftOut({ first: 30, last: 3_000, entering }), [
    '2970 of 3000 were not there at the end: tooFull (9 times)',
  ])
})
