import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeLabel } from '../../../web/replay/time-label.ts'

test('minutes and seconds, and hours once there are some', () => {
  const times = [-5, 0, 59_999, 247_000, 3_600_000, 3_723_000]
  assert.deepEqual(times.map(timeLabel), ['0:00', '0:00', '0:59', '4:07', '1:00:00', '1:02:03'])
})
