// An operator turns the quota, and the room follows within a tick.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Priority } from '../../engine/message.ts'
import { openedAt } from '../../engine/stream-id.ts'
import type { BatchFrame } from '../../engine/wire/frames.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { inForce } from './in-force.ts'
import { type After, BIG, type Live, type OpenLive } from './live.ts'

const TICK_MS = 100
const SHARES = { whitelist: 0.5, high: 0.3, low: 0.2 }
/** Frames that are looked at, with the one they begin after. */
const FRAMES = 6
/** A frame is dated a moment after its tokens were counted. */
const SLACK = 3

export function quotaNow(open: OpenLive): void {
  test('a new quota is in force within one tick, whether more or less', async t => {
    const { live, ann, flood } = await flooded(t, open, 20)
    for (const perSecond of [200, 40]) {
      await setQuota(live, perSecond)
      await inForce(live, live.lobby, [ann])
      const changedAt = Date.now() - openedAt(ann.welcome.stream)
      const later = () => ann.batches.filter(({ at }) => at >= changedAt).slice(1, 1 + FRAMES)
      assertRate(await flood(later), perSecond)
    }
    assert.deepEqual(ann.complaints, [])
  })

  test('what a bucket leaves of its share goes to the next, until it is wanted', async t => {
    const { live, ann, flood } = await flooded(t, open, 200)
    const since = ann.batches.length
    const lowAlone = await flood(() => ann.batches.slice(since, since + FRAMES))
    assertRate(lowAlone, 200)

    // One of each in turn: they may be stored in parts, and a frame may come in between.
    const wanted = Array.from({ length: 100 }, (_, n) =>
      (['whitelist', 'high', 'low'] as const).flatMap(priority =>
        made(1, { cid: `wanted-${priority}-${n}`, priority }),
      ),
    ).flat()
    await sayAll(live, live.lobby, wanted, 300)
    const full = await until(() => ann.batches.find(frame => countOf(frame, 'high') > 0))
    const tokens = full.messages.length
    for (const priority of ['whitelist', 'high'] as const) {
      const share = Math.ceil(tokens * SHARES[priority])
      assert.equal(countOf(full, priority), share, `${priority} of ${tokens}`)
    }
    assert.ok(countOf(full, 'low') > 0)
    assert.deepEqual(ann.complaints, [])
  })
}

/** A big room with a short tick, whose savings are spent; it talks when it is told to. */
async function flooded(t: After, open: OpenLive, perSecond: number) {
  const live = await open(t, BIG)
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: TICK_MS })
  await setQuota(live, perSecond)
  const ann = await live.enter(live.lobby)
  let floods = 0

  /** More than any quota here lets through, with every frame, until there are enough of these. */
  async function flood(frames: () => BatchFrame[]): Promise<BatchFrame[]> {
    while (frames().length < FRAMES) {
      const heard = ann.batches.length
      await sayAll(live, live.lobby, made(300, { cid: `flood-${floods++}` }), 300)
      await until(() => ann.batches.length > heard)
    }
    return frames()
  }

  await flood(() => ann.batches.slice(0, FRAMES))
  return { live, ann, flood }
}

async function setQuota(live: Live, perSecond: number): Promise<void> {
  const quota = [{ members: 0, perSecond, shares: SHARES, reachBack: 0 }]
  const { status } = await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, quota)
  assert.equal(status, 200)
}

/** What came after the first of them is what the time since then allows, no less and no more. */
function assertRate(frames: readonly BatchFrame[], perSecond: number): void {
  const [first, ...rest] = frames as [BatchFrame, ...BatchFrame[]]
  const ms = (rest.at(-1) as BatchFrame).at - first.at
  const shown = rest.reduce((sum, { messages }) => sum + messages.length, 0)
  const allowed = (perSecond * ms) / 1_000
  const told = `${shown} shown in ${ms} ms at ${perSecond} a second`
  assert.ok(Math.abs(shown - allowed) <= SLACK + allowed / 10, told)
}

function countOf({ messages }: BatchFrame, priority: Priority): number {
  return messages.filter(message => (message.priority ?? 'low') === priority).length
}
