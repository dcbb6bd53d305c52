// Who polls, as one process alone can show it: by its numbers, in a hurry, and as it ends.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { Live, SMALL } from './live.ts'
import { metric } from './metric.ts'
import { polling } from './polling.ts'
import { PollingViewer, pollByHand } from './polling-viewer.ts'

polling(Live.start)

test('who stops polling is gone when its time is over, and comes back for its last words', async t => {
  const live = await Live.start(t, {
    BARRAGE_EDGE_HEARTBEAT_MS: '100',
    BARRAGE_EDGE_SILENT_MS: '300',
    BARRAGE_EDGE_SWEEP_MS: '50',
  })
  const poll = pollByHand(await live.join(live.lobby))
  const { session, after } = await poll({ ticket: poll.ticket })
  assert.equal(await metric(live, 'barrage_pollers'), 1)
  await until(async () => (await metric(live, 'barrage_closed_total{why="silent"}')) === 1)
  const last = await poll({ session, after: String(after) })
  assert.equal(last.closed?.code, 4003)
  await until(async () => (await metric(live, 'barrage_connections')) === 0)
})

test('an edge that ends says so to who polls', async t => {
  const live = await Live.start(t, SMALL)
  const bob = await PollingViewer.enter(await live.join('lobby'))
  await live.barrage.stop()
  await until(() => bob.closed)
  assert.deepEqual([bob.closed?.code, bob.closed?.reason], [4001, 'this edge is going down'])
})
