import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Decision, decide, inGear, type LaneReading } from '../../../engine/ingest/decision.ts'
import type { Gear, GearRule } from '../../../engine/ingest/gear.ts'

const rule: GearRule = { engageMs: [500, 2_000, 5_000], calmMs: 1_000 }
const STEP_MS = 100
const WAITING = { isDrained: false }
const pinned = (gear: Gear): Partial<LaneReading> => ({ pinned: gear })

/** One look at the lane each 100 ms: its lag, and what else is known. */
type Look = number | [lagMs: number, over: Partial<LaneReading>]

const TABLE: [what: string, from: Gear, looks: Look[], gears: Gear[]][] = [
  ['one pause shifts nothing', 1, [0, 900, 900, 0, 900], [1, 1, 1, 1, 1]],
  ['lag that stays shifts up, as far as its least asks', 1, [600, 9_000, 2_500], [1, 1, 2]],
  ['a pinned lane is in its gear at once', 1, [[0, pinned(4)]], [4]],
  ['a pinned lane minds no lag', 1, Array(4).fill([9_000, pinned(1)]), [1, 1, 1, 1]],
  [
    'pinned down, it waits until the others are drained',
    4,
    [
      [0, { ...pinned(1), ...WAITING }],
      [0, pinned(1)],
    ],
    [4, 1],
  ],
  [
    'pinned to several partitions, it waits for nobody',
    4,
    [[0, { ...pinned(2), ...WAITING }]],
    [2],
  ],
  [
    'from several to one it goes when the others are drained, calm as it is',
    2,
    [...Array(10).fill(0), [0, WAITING], [0, WAITING], 0],
    [...Array(12).fill(2), 1],
  ],
  [
    'from one to one nobody has to be drained',
    3,
    [...Array(10).fill(0), [0, WAITING]],
    [...Array(10).fill(3), 2],
  ],
  ['up from several to one it goes at once', 2, Array(3).fill([3_000, WAITING]), [2, 2, 3]],
  [
    'let go of, a pinned lane goes down gear by gear',
    1,
    [[0, pinned(4)], ...Array(31).fill(0)],
    [4, ...Array(10).fill(4), ...Array(10).fill(3), ...Array(10).fill(2), 1],
  ],
]

for (const [what, from, looks, gears] of TABLE) {
  test(what, () => {
    let at: Decision = inGear(from)
    const seen = looks.map((look, index) => {
      const [lagMs, over] = typeof look === 'number' ? [look, {}] : look
      const reading = { lagMs, isDrained: true, pinned: undefined, ...over }
      at = decide(at, reading, index * STEP_MS, rule)
      return at.transmission.gear
    })
    assert.deepEqual(seen, gears)
  })
}
