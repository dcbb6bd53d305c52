import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Playout, playOut } from '../../../web/curtain/playout.ts'

const TICK_MS = 1_000

/** How long after the frame arrived each is due, of a room that was silent before. */
function waits(ats: readonly number[], tickMs = TICK_MS): readonly number[] {
  return playOut(undefined, { ats, arrivedMs: 7_000, tickMs }).dueMs.map(due => due - 7_000)
}

test('what was said apart flies apart, and the first at once', () => {
  assert.deepEqual(waits([5_000, 5_300, 5_900]), [0, 300, 900])
})

test('a comment alone does not wait', () => {
  assert.deepEqual(waits([123_456]), [0])
})

test('an empty frame plays nothing, and nothing is forgotten', () => {
  const { after } = playOut(undefined, { ats: [5], arrivedMs: 0, tickMs: TICK_MS })
  const empty = playOut(after, { ats: [], arrivedMs: 10, tickMs: TICK_MS })
  assert.deepEqual(empty, { after, dueMs: [] })
})

test('what was said in one moment is spread over what is left of the tick', () => {
  assert.deepEqual(waits([70, 70, 70, 70]), [0, 250, 500, 750])
})

test('what was said in one moment is spread until the next was said', () => {
  assert.deepEqual(waits([0, 0, 400, 500]), [0, 200, 400, 500])
})

test('what is older than a tick flies with the first', () => {
  assert.deepEqual(waits([0, 9_000, 9_500, 10_000]), [0, 250, 500, 1_000])
})

test('a room that tells at once is shown at once', () => {
  assert.deepEqual(waits([10, 10, 90], 0), [0, 0, 0])
})

test('from frame to frame comments are as evenly apart as they were said', () => {
  for (const everyMs of [37, 90, 170, 310]) {
    const due = played({ everyMs, seconds: 40, late: tick => (tick * 7) % 30 })
    const settled = due.slice(Math.floor(due.length / 2))
    const gaps = settled.slice(1).map((one, n) => one - (settled[n] as number))
    const off = Math.max(...gaps.map(gap => Math.abs(gap - everyMs)))
    assert.ok(off <= everyMs * 0.2 + 5, `every ${everyMs} ms, and up to ${off} ms off`)
  }
})

test('a frame that came late holds the next ones back, and is made up for', () => {
  const late = (tick: number) => (tick === 10 ? 700 : 0)
  const due = played({ everyMs: 100, seconds: 60, late })
  const behind = due.map((one, n) => one - n * 100)
  const worst = Math.max(...behind)
  assert.ok(worst >= 1_600, `${worst}`)
  assert.ok((behind.at(-1) ?? 0) <= 1_150, `${behind.at(-1)}`)
})

test('after a silence a comment flies at once', () => {
  const { after } = playOut(undefined, { ats: [100, 900], arrivedMs: 1_000, tickMs: TICK_MS })
  const later = playOut(after, { ats: [60_950], arrivedMs: 61_000, tickMs: TICK_MS })
  assert.deepEqual(later.dueMs, [61_000])
})

test('whatever comes: in order, and never before it arrived', () => {
  const frame = fc.record({
    gaps: fc.array(fc.nat({ max: 900 }), { maxLength: 12 }),
    afterMs: fc.nat({ max: 4_000 }),
  })
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 20 }), frames => {
      let before: Playout | undefined
      let [at, arrivedMs, lastDue] = [0, 10_000, 0]
      for (const { gaps, afterMs } of frames) {
        arrivedMs += afterMs
        const ats = gaps.map(gap => {
          at += gap
          return at
        })
        const { after, dueMs } = playOut(before, { ats, arrivedMs, tickMs: TICK_MS })
        before = after
        for (const due of dueMs) {
          assert.ok(due >= arrivedMs && due >= lastDue)
          lastDue = due
        }
      }
    }),
  )
})

type Room = { everyMs: number; seconds: number; late: (tick: number) => number }

/** When the comments of a room that talks evenly are shown; frames are late by so much. */
function played({ everyMs, seconds, late }: Room): number[] {
  const ats = Array.from({ length: (seconds * 1_000) / everyMs }, (_, n) => Math.floor(n * everyMs))
  const due: number[] = []
  let before: Playout | undefined
  for (let tick = 1; tick <= seconds; tick++) {
    const within = ats.filter(at => at >= (tick - 1) * TICK_MS && at < tick * TICK_MS)
    const arrivedMs = tick * TICK_MS + late(tick)
    const { after, dueMs } = playOut(before, { ats: within, arrivedMs, tickMs: TICK_MS })
    before = after
    due.push(...dueMs)
  }
  return due
}
