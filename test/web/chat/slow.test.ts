import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inSeconds, waitMs } from '../../../web/chat/slow.ts'

test('who has said nothing yet waits for nothing', () => {
  assert.equal(waitMs(undefined, 5_000, 9), 0)
})

test('who has just spoken waits for what is left, and not at all in a room that is not slow', () => {
  assert.deepEqual(
    [1_000, 3_500, 6_000, 9_000].map(now => waitMs(1_000, 5_000, now)),
    [5_000, 2_500, 0, 0],
  )
  assert.equal(waitMs(1_000, 0, 1_000), 0)
})

test('a wait that is not over is told as a second at least', () => {
  assert.deepEqual([0, 1, 1_000, 1_001].map(inSeconds), [0, 1, 1, 2])
})
