// What a room takes, over all its edges, of which each is a process here.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import type { NoFrame } from '../../engine/wire/frames.ts'
import { RedisServer } from '../fixtures/redis-server.ts'
import { until } from '../until.ts'
import { limits } from './limits.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'
import { Viewer } from './viewer.ts'

const PLENTY = { burst: 10_000, perSecond: 10_000 }
const ROOM_RATE = { burst: 40, perSecond: 40 }
/** So much is let through before it is counted. */
const ENOUGH = 200
const ONE_ROOM = {
  pace: { viewer: PLENTY, room: ROOM_RATE },
  screening: { ...ROOM_DEFAULTS.screening, floodMs: 1 },
}

limits(Live.start)

test('a room takes no more over two edges than over one, and who is refused is told when', async t => {
  const [one, two] = await twoEdges(t)
  const crowd = await Promise.all(['e1', 'e1', 'e1', 'e2'].map(edge => pinned(one, edge)))
  const began = performance.now()
  const flood = flooding(t, crowd)
  await until(() => flood.passed() >= ENOUGH)
  const seconds = (performance.now() - began) / 1_000
  flood.stop()
  const most = ROOM_RATE.burst + ROOM_RATE.perSecond * seconds
  assert.ok(flood.passed() <= most * 1.1, `${flood.passed()} in ${seconds} s`)
  for (const { code, retryMs = 0 } of flood.refused())
    assert.ok(code === REFUSALS.roomBusy.code && retryMs > 0, `${code} ${retryMs}`)
  for (const edge of [one, two])
    assert.ok((await metric(edge, 'barrage_room_budget_total{event="refused"}')) > 0)
})

test('in a room that is not busy nobody is refused, whichever edge they sit on', async t => {
  const [one] = await twoEdges(t, { ...ONE_ROOM, pace: { viewer: PLENTY, room: PLENTY } })
  const both = [await pinned(one, 'e1'), await pinned(one, 'e2')]
  await until(() => both.every(({ batches }) => batches.at(-1)?.viewers === both.length))
  for (const viewer of both) await assertHeardFor(viewer, 500)
})

test('a streamer is heard however busy the room is', async t => {
  const [one] = await twoEdges(t)
  const crowd = await Promise.all(['e1', 'e2'].map(edge => pinned(one, edge)))
  const streamer = await pinned(one, 'e2', { role: 'streamer' })
  const flood = flooding(t, crowd)
  await until(() => flood.refused().length > 50)
  for (let n = 0; n < 20; n++) assert.equal((await streamer.say({ text: `hello ${n}` })).t, 'ok')
  flood.stop()
})

test('without the Redis that hands it out a room goes on, on each edge’s share', async t => {
  const [one, , budgets] = await twoEdges(t)
  const crowd = await Promise.all(['e1', 'e2'].map(edge => pinned(one, edge)))
  const flood = flooding(t, crowd)
  await until(() => flood.passed() >= ENOUGH / 2)
  await budgets.kill()
  const before = flood.passed()
  await until(() => flood.passed() >= before + ENOUGH / 2)
  assert.ok((await metric(one, 'barrage_room_budget_total{event="own_share"}')) > 0)
  await budgets.restart()
  flood.stop()
})

/** Two processes with an edge each, over one Redis; and a Redis that knows edges and budgets. */
async function twoEdges(
  t: TestContext,
  settings: object = ONE_ROOM,
): Promise<[Live, Live, RedisServer]> {
  const [shared, edges] = await Promise.all([RedisServer.start(), RedisServer.start()])
  const held = ['BUCKETS', 'LANES', 'MEMBERS', 'NOTICES', 'ORDERS', 'SETTINGS', 'JOBS', 'REPLAY']
  const env = {
    ...Object.fromEntries(held.map(port => [`BARRAGE_${port}_URL`, shared.url])),
    ...{ BARRAGE_EDGES_URL: edges.url, BARRAGE_REPLAY_SHARES_REDIS: 'true' },
    ...{
      BARRAGE_EDGE_FRAMES_PER_SECOND: '10000',
      BARRAGE_EDGE_DRAIN_MS: '0',
      BARRAGE_KEYS_TICKET: 't'.repeat(40),
    },
    ...{ BARRAGE_KEYS_APPLICATION: 'a'.repeat(40), BARRAGE_KEYS_OPERATOR: 'o'.repeat(40) },
  }
  const one = await Live.start(t, { ...env, BARRAGE_EDGE_ID: 'e1' })
  const two = await Live.start(t, { ...env, BARRAGE_EDGE_ID: 'e2' })
  t.after(() => Promise.all([shared.stop(), edges.stop()]).then(() => {})) // after both have ended
  await one.operator('PUT', '/admin/v1/rooms/lobby/settings', settings)
  await one.join('lobby')
  return [one, two, edges]
}

let accounts = 0

/** Somebody whom the application wants on this edge. */
async function pinned(live: Live, edge: string, who: object = {}): Promise<Viewer> {
  const viewer = `account-${accounts++}`
  const account = { viewer, name: 'Somebody', edge, ...who }
  // The edge may only just have come up.
  const isThere = () => live.joinAs('lobby', account).catch(() => false as const)
  return Viewer.enter(await until(isThere, { what: `lets in on ${edge}` }))
}

/** Speaks again and again for so long: longer than edges take to be handed out budgets. */
async function assertHeardFor(viewer: Viewer, ms: number): Promise<void> {
  const began = performance.now()
  let said = 0
  await until(async () => {
    const answer = await viewer.say({ text: `word ${said++}` })
    assert.equal(answer.t, 'ok', JSON.stringify(answer))
    return performance.now() - began > ms
  })
}

/** Everybody speaks without a pause, until it is stopped; many times what the room takes. */
function flooding(t: TestContext, crowd: readonly Viewer[]) {
  let said = 0
  const timer = setInterval(() => {
    for (const viewer of crowd) {
      const cid = `f${said++}`
      viewer.write({ t: 'send', cid, body: { text: `word ${cid}` } })
    }
  }, 5)
  t.after(() => clearInterval(timer))
  const answers = (kind: 'ok' | 'no') =>
    crowd.flatMap(({ frames }) => frames.filter(frame => frame.t === kind))
  return {
    passed: () => answers('ok').length,
    refused: () => answers('no') as NoFrame[],
    stop: () => clearInterval(timer),
  }
}
