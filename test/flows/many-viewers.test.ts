// Two thousand viewers on one process, and a room that talks as a busy one does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measured } from '../loadtest/run/measured.ts'
import { Live } from './live.ts'

const VIEWERS = 2_000
const PER_SECOND = 20

test('of 2,000 viewers none misses a comment, 20 comments a second', async t => {
  const { verdict, audience, messages, latency, timeline } = await measured(await Live.start(t), {
    about: 'a room as busy as most ever are',
    usual: { viewers: VIEWERS, seconds: 10, rate: PER_SECOND },
  })
  const stalls = timeline.map(({ server }) => server.loopMaxMs ?? 0)
  t.diagnostic(
    `the server's event loop stalled ${Math.max(...stalls).toFixed(1)} ms at worst; said to heard ${latency.all.p50} ms p50, ${latency.all.p99} ms p99`,
  )
  assert.deepEqual([verdict.void, audience.complaints, audience.ended], [[], [], {}])
  assert.deepEqual([audience.viewers, audience.whole], [VIEWERS, VIEWERS])
  assert.equal(audience.least, messages.acknowledged)
  assert.ok(messages.acknowledged >= 9 * PER_SECOND)
})
