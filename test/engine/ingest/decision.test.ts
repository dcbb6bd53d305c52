import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Decision,
  type DecisionRule,
  decide,
  inGear,
  type LaneReading,
} from '../../../engine/ingest/decision.ts'
import type { Gear } from '../../../engine/ingest/gear.ts'

const rule: DecisionRule = {
  engageMs: [500, 2_000, 5_000],
  calmMs: 1_000,
  partitions: 4,
  writers: 10,
}
const STEP_MS = 100
const pinned = (gear: Gear): Partial<LaneReading> => ({ pinned: gear })
const loaded = (load: number): Partial<LaneReading> => ({ load })
const times = <T>(count: number, one: T): T[] => Array(count).fill(one)

/** One look at the lane each 100 ms: its lag, its load, and the gear that is pinned. */
type Look = number | [lagMs: number, over: Partial<LaneReading>]

const TABLE: [what: string, from: Gear, looks: Look[], gears: Gear[]][] = [
  ['one pause shifts nothing', 1, [0, 900, 900, 0, 900], [1, 1, 1, 1, 1]],
  ['lag that stays shifts up, as far as its least asks', 1, [600, 9_000, 2_500], [1, 1, 2]],
  ['up it goes at once, past a gear', 2, times(3, 6_000), [2, 2, 4]],
  ['a pinned lane is in its gear at once', 1, [[0, pinned(4)]], [4]],
  ['a pinned lane minds no lag', 1, times(4, [9_000, pinned(1)]), [1, 1, 1, 1]],
  [
    'pinned down, it waits until it is drained',
    4,
    [
      [51, pinned(1)],
      [50, pinned(1)],
    ],
    [4, 1],
  ],
  [
    'calm as it is, it goes down when it is drained',
    2,
    [...times(10, 0), 51, 499, 50],
    [...times<Gear>(12, 2), 1],
  ],
  [
    'it stays in the gear that carries what is said: of four partitions, 2.8 writers’ work',
    3,
    [...times<Look>(10, [0, loaded(2.9)]), ...times<Look>(11, [0, loaded(2.8)])],
    [...times<Gear>(10, 3), ...times<Gear>(10, 2), 2],
  ],
  [
    'what is said gets less, and it goes down as soon as the slower gear carries it',
    2,
    [...times<Look>(20, [0, loaded(0.71)]), [0, loaded(0.7)]],
    [...times<Gear>(20, 2), 1],
  ],
  ['pinned down, it goes whatever the load', 4, [[0, { pinned: 1, load: 9 }]], [1]],
  [
    'let go of, a pinned lane goes down gear by gear',
    1,
    [[0, pinned(4)], ...times(31, 0)],
    [4, ...times<Gear>(10, 4), ...times<Gear>(10, 3), ...times<Gear>(10, 2), 1],
  ],
]

for (const [what, from, looks, gears] of TABLE) {
  test(what, () => {
    let at: Decision = inGear(from)
    const seen = looks.map((look, index) => {
      const [lagMs, over] = typeof look === 'number' ? [look, {}] : look
      const reading = { lagMs, load: 0, pinned: undefined, ...over }
      at = decide(at, reading, index * STEP_MS, rule)
      return at.transmission.gear
    })
    assert.deepEqual(seen, gears)
  })
}
