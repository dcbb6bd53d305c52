// A million viewers on 200 edges, without a socket: an evening of the size that Barrage is for.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movedOverIdeal, told, tryOut } from './trial.ts'

const { SEED = '1' } = process.env

test('a million viewers sit evenly on 200 edges, and few move when edges come and go', async t => {
  const figures = await tryOut({
    size: {
      ...{ viewers: 1_000_000, rooms: 50_000, edges: 200 },
      ...{ capacity: 15_000, viewersPerEdge: 5_000 },
      ...{ movesPerSecond: 5_000, comingSeconds: 50 },
    },
    seed: Number(SEED),
    changes: ['add', 'kill', 'drain'],
    restSeconds: 22,
  })
  t.diagnostic(told(figures))
  const again = `${told(figures)}; again with SEED=${SEED} node --test dist/test/simulation/million.test.js`
  assert.ok(figures.fullestEdge <= 1.25, again)
  assert.ok(figures.fullestOfARoom <= 1.25, again)
  assert.ok(movedOverIdeal(figures) <= 1.1, again)
  assert.ok(figures.readsSaved >= 20, again)
})
