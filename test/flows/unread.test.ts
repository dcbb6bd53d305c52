// Who gives signs of life and does not read is told to come back: the kernel swallows megabytes
// before a write is refused, so it is the cursor of the pings that tells.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, Live } from './live.ts'

const HEARTBEAT_MS = 500
const PING_MS = 100
const FEW = {
  ...BIG,
  BARRAGE_EDGE_UNREAD_FRAMES: '5',
  BARRAGE_EDGE_HEARTBEAT_MS: `${HEARTBEAT_MS}`,
  BARRAGE_EDGE_SWEEP_MS: '50',
}
const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

test('who pings and does not read is closed and may come back; who reads as much stays', async t => {
  const live = await Live.start(t, FEW)
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 50 })
  await live.operator('PUT', '/admin/v1/rooms/lobby/quota', WIDE)
  const [reader, other] = [await live.enter('lobby'), await live.enter('lobby')]
  await sayAll(live, 'lobby', made(1, { cid: 'first' }))
  await until(() => other.batches.length > 0)
  const stuckAt = other.batches[0]?.cursor
  const pinging = setInterval(() => {
    reader.write({ t: 'ping', cursor: reader.batches.at(-1)?.cursor })
    if (!other.closed) other.write({ t: 'ping', cursor: stuckAt })
  }, PING_MS)
  t.after(() => clearInterval(pinging))

  let round = 0
  const isClosed = async () => {
    await sayAll(live, 'lobby', made(1, { cid: `talk${round++}` }))
    return other.closed
  }
  assert.equal((await until(isClosed, { what: 'who does not read is closed' })).code, 4002)
  assert.equal(reader.closed, undefined)
  assert.ok(reader.batches.length > 5, `${reader.batches.length} frames`)
})
