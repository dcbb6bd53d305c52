// Two hundred viewers and a thousand comments of a real recording, all at once: whoever is
// in the room gets the same, once and in order, and what the quota left out is told.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Cursor, distance, parseCursor } from '../../engine/cursor.ts'
import { until } from '../until.ts'
import { comments, sayAll } from './comments.ts'
import { BIG, type Live, type OpenLive, SMALL } from './live.ts'
import type { Viewer } from './viewer.ts'

const VIEWERS = 200
const COMMENTS = 1_000

export function everybodyHears(open: OpenLive): void {
  test('200 viewers of a small room hear each comment the quota lets through once', async t => {
    const live = await open(t, SMALL)
    const viewers = await crowd(live)
    await sayMoreThanAllowed(t, live)
    const told = await assertAllHeard(live, viewers)
    assert.ok(told.withheld > 0)
  })

  test('200 viewers of a big room hear each comment the quota lets through once', async t => {
    const live = await open(t, BIG)
    const viewers = await crowd(live)
    await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 100 })
    await until(() => viewers.every(({ tickMs }) => tickMs === 100))
    await sayMoreThanAllowed(t, live)
    const told = await assertAllHeard(live, viewers)
    assert.ok(told.withheld > 0)
  })

  test('a quota that is wide enough lets every comment through', async t => {
    const live = await open(t, SMALL)
    const shares = { whitelist: 0.4, high: 0.3, low: 0.3 }
    const quota = [{ members: 0, perSecond: 10_000, shares, reachBack: 0 }]
    await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, quota)
    const viewers = await crowd(live)
    const said = await comments(t, COMMENTS)
    const ids = await sayAll(live, live.lobby, said)
    const told = await assertAllHeard(live, viewers)
    assert.equal(told.withheld, 0)
    assert.deepEqual(idsOf(viewers[0]), ids)
  })
}

/** Half of it bit by bit, half at once: that is more than a second's quota, on any machine. */
async function sayMoreThanAllowed(t: TestContext, live: Live): Promise<void> {
  const said = await comments(t, COMMENTS)
  await sayAll(live, live.lobby, said.slice(0, COMMENTS / 2), 20)
  await sayAll(live, live.lobby, said.slice(COMMENTS / 2), COMMENTS / 2)
}

async function crowd(live: Live): Promise<Viewer[]> {
  const viewers = await live.crowd(live.lobby, VIEWERS)
  await until(() => viewers.every(({ batches }) => batches.at(-1)?.viewers === VIEWERS))
  return viewers
}

/** Everybody has the same, once, without a gap, and it is what the operator is told. */
async function assertAllHeard(live: Live, viewers: readonly Viewer[]) {
  const isThere = ({ cursor }: Viewer) => parseCursor(cursor)?.low === COMMENTS
  await until(() => viewers.every(isThere), { withinMs: 20_000, what: 'everybody at the end' })
  const heard = idsOf(viewers[0])
  for (const viewer of viewers) {
    assert.deepEqual(viewer.complaints, [])
    assert.deepEqual(idsOf(viewer), heard)
  }
  assert.equal(new Set(heard).size, heard.length)

  const told = { shown: heard.length, withheld: COMMENTS - heard.length }
  await assertTold(live, told)
  assert.deepEqual(covered(viewers[0] as Viewer), { whitelist: 0, high: 0, low: COMMENTS })
  return told
}

function idsOf(viewer: Viewer | undefined): string[] {
  return viewer?.messages.map(({ id }) => id) ?? []
}

/** Edges tell it once a second. */
async function assertTold(live: Live, told: { shown: number; withheld: number }): Promise<void> {
  const isTold = async () => {
    const { shown, withheld } = await shownAndWithheld(live)
    return shown + withheld === COMMENTS
  }
  await until(isTold, { what: 'the operator is told' })
  assert.deepEqual(await shownAndWithheld(live), told)
}

async function shownAndWithheld(live: Live) {
  type View = { shown: Record<string, number>; withheld: Record<string, number> }
  const { body } = await live.operator<View>('GET', `/admin/v1/rooms/${live.lobby}`)
  return { shown: sum(body.shown ?? {}), withheld: sum(body.withheld ?? {}) }
}

/** From where it came in to where it is now. */
function covered({ welcome, cursor }: Viewer) {
  return distance(parseCursor(welcome.cursor) as Cursor, parseCursor(cursor) as Cursor)
}

function sum(numbers: Record<string, number>): number {
  return Object.values(numbers).reduce((total, number) => total + number, 0)
}
