import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laneLagMs } from '../../../engine/ingest/lane-lag.ts'

test('a lane in which nothing waits is not behind', () => {
  assert.equal(laneLagMs([], 5_000), 0)
})

test('a lane is as far behind as its oldest message', () => {
  assert.equal(laneLagMs([4_000, 1_500, 4_900], 5_000), 3_500)
})

test('a clock that stepped back makes no lag', () => {
  assert.equal(laneLagMs([6_000], 5_000), 0)
})
