import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FramePace, verdict } from '../../edge/sweep.ts'

const rule = { silentMs: 30_000, unreadFrames: 30, heartbeatMs: 10_000, heartbeatMostMs: 25_000 }
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
    const session = { connection: { heardAt: NOW - silentForMs, cameAt: NOW }, readFrame }
    assert.equal(verdict(session, { told, recent: () => recent }, NOW, rule), expected)
  })

test('who has stood for a minute may have two of its longer heartbeats unread', () => {
  const frames = { told: 50, recent: (heartbeatMs: number) => heartbeatMs / 500 }
  const judged = (ageMs: number) =>
    verdict({ connection: { heardAt: NOW, cameAt: NOW - ageMs }, readFrame: 0 }, frames, NOW, rule)
  assert.deepEqual([judged(59_999), judged(60_000)], ['tooSlow', undefined])
})

test('the pace is what a room told in the last two heartbeats', () => {
  const readings = readingsOf([0, 5, 10, 15, 20, 25, 30].map(s => [s * 10, s * 1_000]))
  assert.deepEqual(readings, [0, 50, 100, 150, 200, 200, 200])
})

test('what a young room told before the first sweep counts as recent', () => {
  const readings = readingsOf([40, 80, 90].map((told, s) => [told, NOW + s * 10_000]))
  assert.deepEqual(readings, [40, 80, 50])
})

test('one pace tells of heartbeats of any length', () => {
  const pace = new FramePace(25_000)
  for (let s = 0; s <= 100; s += 5) pace.note(s, s * 1_000)
  assert.deepEqual([pace.recent(100_000, 10_000), pace.recent(100_000, 25_000)], [20, 50])
})

/** Frames of two heartbeats of 10 s, at sweeps that each found so many told at such a time. */
function readingsOf(sweeps: readonly (readonly number[])[]): number[] {
  const pace = new FramePace(10_000)
  return sweeps.map(([told = 0, now = 0]) => {
    pace.note(told, now)
    return pace.recent(now, 10_000)
  })
}
