// Edges come, go, and are started again one after the other while 3,000 viewers in 201 rooms
// listen to 100 messages a second: nobody misses anything, nothing comes twice, and they move no
// faster than they may.

import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { CROWD, MOVES_PER_SECOND, MovingStage, type Seen } from './moving-stage.ts'

/** Reconnects are counted where they arrive: what was late by a moment shares the next second. */
const LATE_SHARE = 1.5
/** What is promised is a second; the rest is a busy machine's. */
const PAUSE_MS = 4_000

let stage: MovingStage
before(async () => {
  stage = await MovingStage.start()
})
after(() => stage?.stop())

test('a fourth edge comes: it is given its share, and nobody misses anything', async t => {
  const { cluster } = stage.stand
  const seen = await stage.during(async () => {
    await cluster.another('edge-3', 'edge-4')
    await until(async () => Number((await stage.edges('connections')).get('edge-4')) > CROWD / 10, {
      withinMs: 30_000,
      what: 'edge-4 has its share',
    })
    await stage.calm()
  })
  isWhole(t, seen)
})

test('an edge is told to end: its viewers are moved before it goes', async t => {
  const seen = await stage.during(async () => {
    await stage.stand.cluster.end('edge-1')
    await stage.calm()
  })
  isWhole(t, seen)
})

test('all edges are started again, one after the other', async t => {
  const { cluster } = stage.stand
  const seen = await stage.during(async () => {
    await cluster.start('edge-1')
    for (const edge of ['edge-2', 'edge-3', 'edge-4']) {
      await cluster.end(edge)
      await cluster.start(edge)
    }
    await stage.calm()
  })
  isWhole(t, seen)
})

function isWhole(t: TestContext, seen: Seen): void {
  t.diagnostic(JSON.stringify(seen))
  const { viewers, present, lost, twice, withheld, complaints, examples, sdk, cutOff } = seen
  assert.deepEqual([examples, complaints], [[], []])
  assert.deepEqual(
    { viewers, present, lost, twice, withheld, cutOff },
    { viewers: CROWD, present: CROWD, lost: 0, twice: 0, withheld: 0, cutOff: 0 },
  )
  assert.deepEqual(sdk, { lost: 0, twice: 0, misordered: 0, away: 0 })
  assert.ok(seen.mostPerSecond <= MOVES_PER_SECOND * LATE_SHARE, `${seen.mostPerSecond}/s`)
  assert.ok(seen.longestPauseMs <= PAUSE_MS, `nothing for ${seen.longestPauseMs} ms`)
}
