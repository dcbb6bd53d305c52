import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belongsToCrowd } from '../../../engine/placement/crowd.ts'

const READINGS: readonly [onEdges: number, above: number, isInCrowd: boolean, belongs: boolean][] =
  [
    [1_000_000, 0, false, false],
    [99, 100, false, false],
    [100, 100, false, true],
    [99, 100, true, true],
    [90, 100, true, true],
    [89, 100, true, false],
    [0, 1, true, false],
  ]

for (const [onEdges, above, isInCrowd, belongs] of READINGS) {
  const who = isInCrowd ? 'who is in it' : 'who comes new'
  test(`${onEdges} on edges, a crowd above ${above}: ${who} ${belongs ? 'belongs' : 'does not belong'} to it`, () => {
    assert.equal(belongsToCrowd(onEdges, above, isInCrowd), belongs)
  })
}
