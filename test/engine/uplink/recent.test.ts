import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MessageId } from '../../../engine/ids.ts'
import type { Screening } from '../../../engine/room.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'
import { floodRetryMs, isRepeat, isResent, remember } from '../../../engine/uplink/recent.ts'
import type { Recent } from '../../../engine/uplink/step.ts'

function rules(given: Partial<Screening>): Screening {
  return { ...ROOM_DEFAULTS.screening, ...given }
}

function said(...times: number[]): Recent[] {
  return times.map(at => ({ id: `m${at}` as MessageId, text: `text ${at}`, at }))
}

test('how long a flood lasts, also when the operator has just allowed less', () => {
  const readings: [
    times: number[],
    floodCount: number,
    now: number,
    retryMs: number | undefined,
  ][] = [
    [[], 3, 0, undefined],
    [[0, 10], 3, 20, undefined],
    [[0, 10, 20], 3, 30, 70],
    [[0, 10, 20], 3, 100, undefined],
    [[0, 10, 20], 2, 30, 80],
    [[0, 10, 20], 1, 30, 90],
    [[0, 10, 20], 1, 119, 1],
    [[], 0, 5, 100],
  ]
  for (const [times, floodCount, now, retryMs] of readings)
    assert.equal(floodRetryMs(said(...times), now, rules({ floodCount, floodMs: 100 })), retryMs)
})

test('a repeat is told by its text, a message sent again by its id', () => {
  const recent = said(0, 10)
  assert.ok(isRepeat(recent, 'text 0', 99, rules({ repeatMs: 100 })))
  assert.ok(!isRepeat(recent, 'text 0', 100, rules({ repeatMs: 100 })))
  assert.ok(!isRepeat(recent, 'text 1', 99, rules({ repeatMs: 100 })))
  assert.ok(isResent(recent, 'm10' as MessageId))
  assert.ok(!isResent(recent, 'm11' as MessageId))
})

test('what no window needs any longer is forgotten', () => {
  const times = (given: Partial<Screening>) => {
    const newest: Recent = { id: 'm200' as MessageId, text: 'text 200', at: 200 }
    return remember(said(0, 100, 150), newest, rules(given)).map(({ at }) => at)
  }
  assert.deepEqual(times({ repeatMs: 60, floodMs: 10 }), [150, 200])
  assert.deepEqual(times({ repeatMs: 60, floodMs: 101 }), [100, 150, 200])
  assert.deepEqual(times({ repeatMs: 0, floodMs: 0 }), [200])
})
