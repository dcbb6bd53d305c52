// A gift is seen at once, whatever the crowd shouts meanwhile.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, Live, SMALL } from './live.ts'
import type { Viewer } from './viewer.ts'

const VIEWERS = 50
const FLOOD = 5_000
const TICK_MS = 200
const GIFT = {
  cid: 'gift',
  kind: 'gift',
  body: { gift: 'rocket', count: 1 },
  from: { id: 'ann', name: 'Ann' },
}

test('a gift reaches every viewer of a big flooded room in the next tick', async t => {
  const live = await Live.start(t, BIG)
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: TICK_MS })
  await assertGiftComes(t, live, tickMs => tickMs === TICK_MS)
})

test('a gift reaches every viewer of a small flooded room in the next frame', async t => {
  const live = await Live.start(t, SMALL)
  await assertGiftComes(t, live, tickMs => tickMs === 0)
})

async function assertGiftComes(
  t: TestContext,
  live: Live,
  isRightSize: (tickMs: number) => boolean,
): Promise<void> {
  const viewers = await live.crowd('lobby', VIEWERS)
  await until(() => viewers.every(({ tickMs }) => isRightSize(tickMs)))
  const flood = made(FLOOD, { cid: 'flood' })
  await sayAll(live, 'lobby', flood.slice(0, FLOOD / 2), 500)
  const [, [gift]] = await Promise.all([
    sayAll(live, 'lobby', flood.slice(FLOOD / 2), 500),
    sayAll(live, 'lobby', [GIFT]),
  ])
  const has = (viewer: Viewer) => viewer.messages.some(({ id }) => id === gift)
  await until(() => viewers.every(has), { what: 'everybody has the gift' })

  const passed = viewers.map(viewer => framesBefore(viewer, gift as string))
  t.diagnostic(`frames without it, after it was said: ${Math.max(...passed)} at the most`)
  for (const viewer of viewers) assert.deepEqual(viewer.complaints, [])
  assert.ok(Math.max(...passed) <= 1)
}

/**
 * Frames made after the gift was said and before the one that has it. There may be one: it
 * was being read while the gift was on its way through the log.
 */
function framesBefore({ batches }: Viewer, gift: string): number {
  const isIt = ({ id }: { id: string }) => id === gift
  const index = batches.findIndex(({ messages }) => messages.some(isIt))
  const saidAt = batches[index]?.messages.find(isIt)?.at ?? 0
  return batches.slice(0, index).filter(({ at }) => at > saidAt).length
}
