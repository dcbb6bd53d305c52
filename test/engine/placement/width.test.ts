import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewersPerEdgeOf, widthOf } from '../../../engine/placement/width.ts'

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

/** [the most by the setting, clients an edge has in the mean, viewers of one room on one edge] */
const SHARES: [most: number, meanClients: number, share: number][] = [
  [5_000, 0, 200],
  [5_000, 1_000, 200],
  [5_000, 5_000, 250],
  [5_000, 15_000, 750],
  [100, 15_000, 100],
]

for (const [most, meanClients, share] of SHARES)
  test(`edges with ${meanClients} clients take ${share} of one room, with ${most} at the most`, () => {
    assert.equal(viewersPerEdgeOf(most, meanClients), share)
  })
