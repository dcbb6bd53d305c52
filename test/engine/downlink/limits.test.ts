import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitsFor } from '../../../engine/downlink/limits.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'

test('one bucket alone can fill a frame', () => {
  for (const tokens of [1, 10, 500]) {
    const { whitelist, high, low } = limitsFor(tokens)
    assert.ok(Math.min(whitelist, high, low) >= tokens)
  }
})

test('high is read far enough to pass over a second of it', () => {
  assert.ok(limitsFor(1).high > ROOM_DEFAULTS.pace.room.perSecond)
})

test('low is read as far back as anybody who enters is given by default', () => {
  const furthest = Math.max(...ROOM_DEFAULTS.quota.map(({ reachBack }) => reachBack))
  assert.ok(limitsFor(1).low >= furthest)
})
