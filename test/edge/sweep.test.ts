import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FramePace, verdict } from '../../edge/sweep.ts'

const rule = { silentMs: 30_000, unreadFrames: 30, heartbeatMs: 10_000 }
const NOW = 1_000_000

/** [what is the case, silent for ms, frames told, frames of two heartbeats, read up to] → verdict */
const READINGS: [string, number, number, number, number, string | undefined][] = [
  ['a viewer who reads and speaks', 0, 100, 20, 99, undefined],
  ['the last moment before silence is too long', 30_000, 0, 0, 0, undefined],
  ['silence', 30_001, 0, 0, 0, 'silent'],
  ['30 unread frames are nothing', 0, 30, 5, 0, undefined],
  ['31 unread frames in a slow room', 0, 31, 5, 0, 'tooSlow'],
  ['many unread, but no more than came in two heartbeats', 0, 400, 400, 0, undefined],
  ['more unread than came in two heartbeats', 0, 401, 400, 0, 'tooSlow'],
]

for (const [what, silentForMs, told, recent, readFrame, expected] of READINGS)
  test(what, () => {
    const session = { connection: { heardAt: NOW - silentForMs }, readFrame }
    assert.equal(verdict(session, { told, recent }, NOW, rule), expected)
  })

test('the pace is what a room told in the last two heartbeats', () => {
  const pace = new FramePace()
  const readings = [0, 5, 10, 15, 20, 25, 30].map(s => pace.recent(s * 10, s * 1_000, 10_000))
  assert.deepEqual(readings, [0, 50, 100, 150, 200, 200, 200])
})

test('what a young room told before the first sweep counts as recent', () => {
  const pace = new FramePace()
  const readings = [40, 80, 90].map((told, s) => pace.recent(told, NOW + s * 10_000, 10_000))
  assert.deepEqual(readings, [40, 80, 50])
})
