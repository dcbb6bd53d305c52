// Two thousand viewers on one process, and a room that talks as a busy one does.

import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { setInterval } from 'node:timers/promises'
import { comments, sayAll } from './comments.ts'
import type { CrowdNews, CrowdTask } from './crowd-child.ts'
import { Live } from './live.ts'

const VIEWERS = 2_000
const PER_SECOND = 20
const COMMENTS = 10 * PER_SECOND
/** How exactly stalls are measured. */
const RESOLUTION_MS = 2

test('of 2,000 viewers none misses a comment, 20 comments a second', async t => {
  const live = await Live.start(t)
  const crowd = fork(new URL('crowd-child.js', import.meta.url))
  t.after(() => void crowd.kill())
  const task: CrowdTask = {
    server: live.barrage.url,
    room: 'lobby',
    viewers: VIEWERS,
    comments: COMMENTS,
  }
  crowd.send(task)
  await once(crowd, 'message') // all are in

  const stalls = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  stalls.enable()
  const said = await comments(t, COMMENTS)
  for await (const _ of setInterval(1_000 / PER_SECOND)) {
    const saying = said.shift()
    if (!saying) break
    await sayAll(live, 'lobby', [saying])
  }
  const [news] = (await once(crowd, 'message')) as [CrowdNews]
  stalls.disable()
  const [worst, usual] = [stalls.max, stalls.percentile(99)].map(ns => inMs(ns))
  t.diagnostic(`the server's event loop stalled ${worst} ms at worst, 99 % under ${usual} ms`)
  assert.deepEqual(news.heard, { whole: VIEWERS, complaints: [], closed: 0 })
})

/** How much later than it should a timer fired. */
function inMs(ns: number): string {
  return Math.max(0, ns / 1e6 - RESOLUTION_MS).toFixed(1)
}
