import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, clockAt, position } from '../../../web/replay/clock.ts'

const END = 60_000

test('it runs with the page’s clock, and stops at the end of what there is', () => {
  const clock = clockAt(1_000, 500)
  assert.deepEqual(
    [500, 1_500, 999_999].map(now => position(clock, now, END)),
    [1_000, 2_000, END],
  )
})

test('paused it stands still, and goes on from there', () => {
  const paused = changed(clockAt(0, 0), { playing: false }, { now: 2_000, endMs: END })
  assert.equal(position(paused, 9_000, END), 2_000)
  const again = changed(paused, { playing: true }, { now: 9_000, endMs: END })
  assert.equal(position(again, 10_000, END), 3_000)
})

test('another speed holds from now on, and not for what was', () => {
  const faster = changed(clockAt(0, 0), { rate: 2 }, { now: 1_000, endMs: END })
  assert.equal(position(faster, 2_000, END), 3_000)
})

test('it can be put anywhere', () => {
  const there = changed(clockAt(0, 0), { atMs: 30_000 }, { now: 5_000, endMs: END })
  assert.equal(position(there, 5_000, END), 30_000)
})
