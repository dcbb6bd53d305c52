import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  afterCut,
  answerMs,
  type Bearing,
  beatMs,
  type Cut,
  UNKNOWN,
} from '../../client/heartbeat.ts'

const TOLD_MS = 25_000
const MINUTES = 60_000
const CUT: Cut = { code: 1006, openMs: 60_000, quietMs: 16_000 }

const beat = (bearing: Bearing, now = 0, random = 0) => beatMs(TOLD_MS, bearing, { now, random })

test('on a network of which nothing is known a beat is as long as the edge wants', () => {
  assert.equal(beat(UNKNOWN), TOLD_MS)
})

test('a crowd does not beat in step, and nobody beats late', () => {
  const beats = [0, 0.25, 0.5, 0.999].map(random => Math.round(beat(UNKNOWN, 0, random)))
  assert.deepEqual(beats, [25_000, 23_750, 22_500, 20_005])
})

/** [what is the case, how it differs from a middlebox's cut] → the beat afterwards */
const CUTS: [string, Partial<Cut>, number][] = [
  ['silence, and then a cut without a word', {}, 8_000],
  ['a long silence', { quietMs: 40_000 }, 20_000],
  ['a silence that is longer than twice what the edge wants', { quietMs: 60_000 }, TOLD_MS],
  ['a short silence: no beat is shorter than the least', { quietMs: 3_000 }, 4_000],
  ['hardly any silence', { quietMs: 2_999 }, TOLD_MS],
  ['a connection that never stood', { openMs: 0 }, TOLD_MS],
  ['an edge that said why', { code: 4001 }, TOLD_MS],
]
for (const [what, differs, expected] of CUTS)
  test(`after ${what}`, () => {
    assert.equal(beat(afterCut(UNKNOWN, { ...CUT, ...differs }, 0)), expected)
  })

test('cut again and again it beats faster, down to the least', () => {
  let bearing = UNKNOWN
  const beats = [16_000, 8_000, 4_000, 4_000].map(quietMs => {
    bearing = afterCut(bearing, { ...CUT, quietMs }, 0)
    return beat(bearing)
  })
  assert.deepEqual(beats, [8_000, 4_000, 4_000, 4_000])
})

test('while nothing is cut it dares more every five minutes, up to what the edge wants', () => {
  const bearing = afterCut(UNKNOWN, CUT, 1_000)
  const beats = [4, 5, 10, 15].map(minutes => beat(bearing, 1_000 + minutes * MINUTES))
  assert.deepEqual(beats, [8_000, 12_000, 18_000, 25_000])
})

test('what was dared and cut again counts from there', () => {
  const bearing = afterCut(afterCut(UNKNOWN, CUT, 0), { ...CUT, quietMs: 12_000 }, 5 * MINUTES)
  assert.equal(beat(bearing, 5 * MINUTES), 6_000)
})

test('an answer is waited for no longer than 10 s, and less when beats are short', () => {
  assert.deepEqual([25_000, 10_000, 4_000, 100].map(answerMs), [10_000, 10_000, 6_000, 150])
})
