// A gift is seen at once, whatever the crowd shouts meanwhile.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { StreamId } from '../../engine/ids.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, type Live, type OpenLive, SMALL } from './live.ts'
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

type Since = 'said' | 'stored'

/**
 * @param since from when on frames are to have it: a log in memory takes no time, one in Kafka
 * takes what the machine has left
 */
export function giftThroughFlood(open: OpenLive, since: Since = 'said'): void {
  test('a gift reaches every viewer of a big flooded room in the next tick', async t => {
    const live = await open(t, BIG)
    await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: TICK_MS })
    await assertGiftComes(t, live, { tickMs: TICK_MS, since })
  })

  test('a gift reaches every viewer of a small flooded room in the next frame', async t => {
    const live = await open(t, SMALL)
    await assertGiftComes(t, live, { tickMs: 0, since })
  })
}

async function assertGiftComes(
  t: TestContext,
  live: Live,
  { tickMs, since }: { readonly tickMs: number; readonly since: Since },
): Promise<void> {
  const viewers = await live.crowd(live.lobby, VIEWERS)
  await until(() => viewers.every(viewer => viewer.tickMs === tickMs))
  const flood = made(FLOOD, { cid: 'flood' })
  await sayAll(live, live.lobby, flood.slice(0, FLOOD / 2), 500)
  const [, [gift], from] = await Promise.all([
    sayAll(live, live.lobby, flood.slice(FLOOD / 2), 500),
    sayAll(live, live.lobby, [GIFT]),
    since === 'stored' ? giftStoredAt(live) : 0,
  ])
  const has = (viewer: Viewer) => viewer.messages.some(({ id }) => id === gift)
  await until(() => viewers.every(has), { what: 'everybody has the gift' })

  const passed = viewers.map(viewer => framesBefore(viewer, gift as string, from))
  t.diagnostic(`frames without it, after it was ${since}: ${Math.max(...passed)} at the most`)
  for (const viewer of viewers) assert.deepEqual(viewer.complaints, [])
  assert.ok(Math.max(...passed) <= 1)
}

/** When an operator was told that it is, ms since the stream opened. */
async function giftStoredAt(live: Live): Promise<number> {
  type View = {
    readonly stored?: { readonly whitelist: number }
    readonly stream: { id: StreamId }
  }
  const { stream } = await until(async () => {
    const { body } = await live.operator<View>('GET', `/admin/v1/rooms/${live.lobby}`)
    return (body.stored?.whitelist ?? 0) > 0 && body
  })
  return Date.now() - openedAt(stream.id)
}

/**
 * Frames made after the gift was said, and after `from`, and before the one that has it. There
 * may be one: it was being read while the gift was on its way.
 */
function framesBefore({ batches }: Viewer, gift: string, from: number): number {
  const isIt = ({ id }: { id: string }) => id === gift
  const index = batches.findIndex(({ messages }) => messages.some(isIt))
  const saidAt = batches[index]?.messages.find(isIt)?.at ?? 0
  return batches.slice(0, index).filter(({ at }) => at > Math.max(saidAt, from)).length
}
