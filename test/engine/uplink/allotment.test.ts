import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answered,
  ask,
  isQuiet,
  newAllotment,
  spend,
  turnMs,
  want,
} from '../../../engine/uplink/allotment.ts'
import { pace } from '../../../engine/uplink/pace.ts'
import type { RoomState } from '../../../engine/uplink/step.ts'
import { context, message, OPENED, step } from './climbing.ts'

const NOW = OPENED + 1_000
const LOT = { low: 2, high: 1 }

function handedOut() {
  const held = newAllotment()
  answered(held, LOT, { now: NOW, everyMs: 100 })
  return held
}

test('low takes of low alone, high of its own first', () => {
  const held = handedOut()
  const taken = (['high', 'high', 'low', 'low', 'high'] as const).map(one => spend(held, one))
  assert.deepEqual(taken, [true, true, true, false, false])
})

test('what is asked for follows what was wanted, whether it was let through or not', () => {
  const held = handedOut()
  for (let times = 0; times < 8; times++) want(held, 'low', NOW)
  for (let times = 0; times < 4; times++) want(held, 'high', NOW)
  assert.deepEqual(ask(held, NOW), { held: LOT, want: { low: 11, high: 5 } })
  assert.deepEqual(ask(held, NOW), { held: LOT, want: { low: 1, high: 0 } })
})

test('what is let through while the answer is on its way comes off it', () => {
  const held = handedOut()
  want(held, 'low', NOW)
  ask(held, NOW)
  spend(held, 'low')
  answered(held, { low: 10, high: 3 }, { now: NOW, everyMs: 100 })
  assert.deepEqual([held.low, held.high], [9, 3])
})

test('who has not spoken for a while gives everything back', () => {
  const held = handedOut()
  want(held, 'low', NOW)
  assert.equal(isQuiet(held, NOW + 2_000), false)
  assert.deepEqual(ask(held, NOW + 2_001), { held: LOT, want: { low: 0, high: 0 } })
})

test('who is refused is told a time that grows with the crowd', () => {
  const held = handedOut()
  for (let times = 0; times < 20; times++) {
    want(held, 'low', NOW)
    spend(held, 'low')
  }
  ask(held, NOW)
  assert.equal(turnMs(held, 100), 1_000)
  for (let times = 0; times < 10_000; times++) want(held, 'low', NOW)
  ask(held, NOW)
  assert.equal(turnMs(held, 100), 10_000)
})

const ROOM_RATE = { burst: 10, perSecond: 10 }

function said(room: RoomState, now: number): string {
  const plenty = { burst: 1_000, perSecond: 1_000 }
  const given = context({ now, room }, { pace: { viewer: plenty, room: ROOM_RATE } })
  const next = step(pace, message(), given)
  return 'why' in next ? `${next.why} ${next.retryMs}` : 'passed'
}

test('before the first answer an edge lets through its share, and owes it', () => {
  const held = newAllotment()
  const room: RoomState = { tokens: undefined, budget: { held, share: 0.5, everyMs: 100 } }
  const answers = Array.from({ length: 6 }, () => said(room, NOW))
  assert.deepEqual(answers, [...Array(4).fill('passed'), 'roomBusy 200', 'roomBusy 200'])
  assert.deepEqual(ask(held, NOW).held, { low: -4, high: 0 })
  assert.deepEqual(ask(held, NOW).held, { low: 0, high: 0 })
})

test('when nobody hands out any more an edge goes on with its share', () => {
  const held = handedOut()
  const room: RoomState = { tokens: undefined, budget: { held, share: 0.5, everyMs: 100 } }
  assert.deepEqual([said(room, NOW), said(room, NOW)], ['passed', 'passed'])
  assert.equal(said(room, NOW), 'roomBusy 100')
  room.tokens = { left: 0, at: NOW }
  assert.equal(said(room, NOW + 400), 'passed')
  assert.deepEqual([held.refused, held.ownShare], [1, 1])
})
