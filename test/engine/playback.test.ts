import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pausesOf } from '../../engine/pauses.ts'
import { streamMs, videoLengthMs, videoMs } from '../../engine/playback.ts'

const PAUSES = [
  { from: 10, to: 20 },
  { from: 50, to: 70 },
]

for (const [stream, video] of [
  [0, 0],
  [9, 9],
  [10, undefined],
  [19, undefined],
  [20, 10],
  [49, 39],
  [50, undefined],
  [70, 40],
  [100, 70],
] as const)
  test(`moment ${stream} of the stream is ${video ?? 'no moment'} of the video`, () => {
    assert.equal(videoMs(stream, { pauses: PAUSES, shiftMs: 0 }), video)
    const shifted = videoMs(stream, { pauses: PAUSES, shiftMs: -3 })
    assert.equal(shifted, video === undefined ? undefined : video - 3)
  })

test('what lies after a pause that was never ended is no part of the video', () => {
  const playback = { pauses: [{ from: 10 }], shiftMs: 0 }
  assert.deepEqual(
    [videoMs(9, playback), videoMs(10, playback), videoMs(99, playback)],
    [9, undefined, undefined],
  )
  assert.deepEqual([videoLengthMs(99, playback), videoLengthMs(5, playback)], [10, 5])
})

test('there and back again is where it began', () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })))
  fc.assert(
    fc.property(gaps, fc.integer({ min: -100, max: 100 }), fc.nat(2_000), (steps, shiftMs, ms) => {
      let at = 0
      const pauses = steps.map(([apart, long]) => {
        const from = at + apart
        at = from + long
        return { from, to: at }
      })
      const shown = videoMs(ms, { pauses, shiftMs })
      if (shown !== undefined) assert.equal(streamMs(shown, { pauses, shiftMs }), ms)
    }),
  )
})

test('pauses come of marks, however often and in whatever order they are read', () => {
  const paused = (at: number) => ({ mark: 'paused' as const, at })
  const resumed = (at: number) => ({ mark: 'resumed' as const, at })
  const marks = [resumed(1_030), paused(1_010), paused(1_012), paused(1_050), resumed(1_031)]
  assert.deepEqual(pausesOf(marks, 1_000), [{ from: 10, to: 30 }, { from: 50 }])
  assert.deepEqual(pausesOf([resumed(1_005)], 1_000), [])
  assert.deepEqual(pausesOf([paused(990), resumed(1_005)], 1_000), [{ from: 0, to: 5 }])
  assert.deepEqual(pausesOf([paused(1_005), resumed(1_005)], 1_000), [])
})
