import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  inTimeMs,
  ONE_WRITER,
  type Pool,
  type PoolReading,
  resize,
} from '../../../engine/ingest/writer-pool.ts'
import { LIMIT_MS, run, STORE } from './pool-simulation.ts'

const RULE = { most: 64, lagMs: 250, inTimeMs: inTimeMs(LIMIT_MS) }
const STEP_MS = 100

/** Behind, at work, and answered at once, unless it says otherwise. */
const behind = (over: Partial<PoolReading> = {}): PoolReading => {
  return { lagMs: 1_000, answerMs: 5, hasFailed: false, isBusy: true, ...over }
}
const ahead = behind({ lagMs: 0 })
const late = behind({ answerMs: 300 })

const TABLE: [what: string, from: number, readings: PoolReading[], writers: number[]][] = [
  ['one more at each look while it is behind', 1, [behind(), behind(), behind()], [2, 3, 4]],
  ['no more than may be', 63, [behind(), behind()], [64, 64]],
  ['no more while some have nothing to do', 4, [behind({ isBusy: false })], [4]],
  ['no more while nothing is answered', 4, [behind({ answerMs: undefined })], [4]],
  ['no more while some are refused', 4, [behind({ hasFailed: true })], [4]],
  ['as many while the lag is bearable', 4, [behind({ lagMs: 200 })], [4]],
  ['fewer while it keeps up, now and then', 10, Array(11).fill(ahead), [...Array(10).fill(7), 4]],
  ['fewer when the store is late, however far behind', 10, [late], [7]],
  ['no fewer until what was begun before is answered', 10, Array(4).fill(late), [7, 7, 7, 4]],
  ['one stays', 1, [late, ahead], [1, 1]],
]

for (const [what, from, readings, writers] of TABLE) {
  test(what, () => {
    let pool: Pool = { ...ONE_WRITER, writers: from }
    const seen = readings.map((reading, index) => {
      pool = resize(pool, reading, index * STEP_MS, RULE)
      return pool.writers
    })
    assert.deepEqual(seen, writers)
  })
}

test('within 10 % of the best fixed pool when write time steps ×10 and back', () => {
  const adaptive = run((pool, reading, now) => resize(pool, reading, now, RULE))
  const fixed = Array.from({ length: RULE.most }, (_, index) =>
    run(() => ({ writers: index + 1, holdUntil: 0 })),
  )
  const best = Math.max(...fixed.map(({ stored }) => stored))
  assert.ok(adaptive.stored >= 0.9 * best, `${adaptive.stored} of ${best}`)
})

test('it never asks more than the store answers in time, once it knows the store', () => {
  const { failed, stored } = run((pool, reading, now) => resize(pool, reading, now, RULE))
  assert.equal(failed, 0)
  assert.ok(run(() => ({ writers: 4 * RULE.most, holdUntil: 0 })).failed > stored / 100)
})

test('what is in time follows from the time limit, and is never more than people would wait', () => {
  assert.deepEqual([50, 400, 1_000, 60_000].map(inTimeMs), [12.5, 100, 250, 250])
})

test('under a short time limit it asks no more than is answered, either', () => {
  const [limitMs, rule] = [50, { ...RULE, most: 128, inTimeMs: inTimeMs(50) }]
  const scenario = { ...STORE, writeMs: () => 5, limitMs }
  const { failed, stored } = run((pool, reading, now) => resize(pool, reading, now, rule), scenario)
  assert.equal(failed, 0)
  const best = run(() => ({ writers: STORE.servers, holdUntil: 0 }), scenario)
  assert.ok(stored >= 0.9 * best.stored, `${stored} of ${best.stored}`)
})

test('when the lane keeps up again, one writer is left within ten seconds', () => {
  const { pool } = run((pool, reading, now) => resize(pool, reading, now, RULE), {
    ...STORE,
    arrivals: now => (now < 20_000 ? Number.POSITIVE_INFINITY : 0),
    untilMs: 30_000,
  })
  assert.equal(pool.writers, 1)
})
