import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stamp } from '../../../engine/uplink/stamp.ts'
import { context, message, OPENED, step } from './climbing.ts'

test("a message is stamped with the edge's time, never before the stream's opening", () => {
  const readings: [now: number, at: number][] = [
    [OPENED + 1_234, OPENED + 1_234],
    [OPENED, OPENED],
    [OPENED - 1, OPENED],
  ]
  for (const [now, at] of readings) {
    const next = step(stamp, message({ at: 7 }), context({ now }))
    assert.equal('why' in next ? next.why : next.message.at, at)
  }
})
