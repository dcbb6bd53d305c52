import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delays } from '../../../web/curtain/playout.ts'

test('what was said apart flies apart, and the first at once', () => {
  assert.deepEqual(delays([5_000, 5_300, 5_900], 1_000), [0, 300, 900])
})

test('a comment alone does not wait', () => {
  assert.deepEqual(delays([123_456], 1_000), [0])
})

test('an empty frame plays nothing', () => {
  assert.deepEqual(delays([], 1_000), [])
})

test('what was said in one moment is spread over what is left of the tick', () => {
  assert.deepEqual(delays([70, 70, 70, 70], 1_000), [0, 250, 500, 750])
})

test('what was said in one moment is spread until the next was said', () => {
  assert.deepEqual(delays([0, 0, 400, 500], 1_000), [0, 200, 400, 500])
})

test('nobody waits longer than a tick: what is older flies with the first', () => {
  assert.deepEqual(delays([0, 9_000, 9_500, 10_000], 1_000), [0, 250, 500, 1_000])
})
