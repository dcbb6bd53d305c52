import assert from 'node:assert/strict'
import { test } from 'node:test'
import { widthOf } from '../../../engine/placement/width.ts'

/** [viewers, width before, width] with 100 viewers an edge */
const READINGS: [viewers: number, before: number, width: number][] = [
  [0, 1, 1],
  [100, 1, 1],
  [101, 1, 2],
  [1_000, 1, 10],
  [95, 2, 2],
  [91, 2, 2],
  [90, 2, 1],
  [450, 10, 5],
  [451, 10, 6],
]

for (const [viewers, before, width] of READINGS)
  test(`${viewers} viewers on ${before} edges: ${width}`, () => {
    assert.equal(widthOf(viewers, 100, before), width)
  })
