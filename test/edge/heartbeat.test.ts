import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heartbeatMs } from '../../edge/heartbeat.ts'

const RULE = { heartbeatMs: 10_000, heartbeatMostMs: 25_000, silentMs: 30_000 }

/** [what is the case, age of the connection, what differs from the rule] → heartbeat */
const READINGS: [string, number, Partial<typeof RULE>, number][] = [
  ['a connection that has just come', 0, {}, 10_000],
  ['the last moment of its first minute', 59_999, {}, 10_000],
  ['a connection that has stood for a minute', 60_000, {}, 25_000],
  ['silence that ends it sooner', 60_000, { silentMs: 12_000 }, 10_000],
  ['silence that ends it a little sooner', 60_000, { silentMs: 24_000 }, 20_000],
  ['a heartbeat longer than the most', 60_000, { heartbeatMs: 28_000 }, 28_000],
]

for (const [what, ageMs, more, expected] of READINGS)
  test(what, () => assert.equal(heartbeatMs(ageMs, { ...RULE, ...more }), expected))
