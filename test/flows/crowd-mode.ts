// A room that is fuller than its edges: who comes then is given its segments, and sees what the
// quota shows, speaks, and is on an edge again once there is room.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireMessage } from '../../engine/wire/message.ts'
import { sampled } from '../../replay/sampling.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import type { Live, OpenLive } from './live.ts'
import { shownBySdk } from './sdk.ts'

const PER_SECOND = 5
const ON_EDGES = 2
/** Short pieces, so that a test is not long. */
export const FULL_SOON = {
  BARRAGE_ROOMS_CROWD_ABOVE: `${ON_EDGES}`,
  BARRAGE_ROOMS_CROWD_AGAIN_MS: '1000',
  BARRAGE_REPLAY_SEGMENT_MS: '10000',
  BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000',
  BARRAGE_REPLAY_SETTLE_MS: '1500',
  BARRAGE_ARCHIVER_BATCH_MS: '20',
}
const QUOTA = [
  {
    members: 0,
    perSecond: PER_SECOND,
    shares: { whitelist: 0.4, high: 0.3, low: 0.3 },
    reachBack: 50,
  },
]

export function crowdMode(open: OpenLive): void {
  test('the crowd of a full room sees what the quota shows, all of it the same, nothing twice', async t => {
    const live = await full(open, t)
    const crowd = [inCrowd(t, live), inCrowd(t, live)]
    await until(() => crowd.every(({ sdk }) => sdk.room.state === 'open'))
    await sayAll(live, live.lobby, made(120, { cid: 'low' }), 20)
    await sayAll(live, live.lobby, made(12, { cid: 'gift', priority: 'whitelist' }))
    const last = await sayAll(live, live.lobby, made(1, { cid: 'last', priority: 'whitelist' }))
    await until(() => crowd.every(({ sdk }) => sdk.messages.some(({ id }) => id === last[0])))
    const all = await everything(live)
    assert.equal(all.length, 133)
    const shown = sampled(all, PER_SECOND, message => message).map(({ id }) => id)
    assert.ok(shown.length < all.length)
    for (const { sdk, onScreen, withheld } of crowd) {
      const ids = sdk.messages.map(({ id }) => id)
      assert.equal(new Set(ids).size, ids.length)
      await until(() => onScreen().length === shown.length)
      assert.deepEqual(onScreen().toSorted(), shown.toSorted())
      assert.equal(withheld(), all.length - shown.length)
      assert.equal(sdk.connections(), 0)
    }
  })

  test('who is of the crowd speaks, and everybody hears it, on edges and beside them', async t => {
    const live = await full(open, t)
    const [ann, bob] = [inCrowd(t, live), inCrowd(t, live)]
    const { id } = await ann.sdk.room.send('隔着人群喊一声')
    await until(() => live.onEdge.texts.includes('隔着人群喊一声'))
    for (const { sdk } of [ann, bob]) await until(() => sdk.messages.some(said => said.id === id))
    assert.equal(ann.sdk.connections() + bob.sdk.connections(), 0)
    const past = await bob.sdk.room.history()
    assert.deepEqual(past, [])
  })

  test('what a moderator takes back leaves the screens of the crowd', async t => {
    const live = await full(open, t)
    const { sdk, onScreen } = inCrowd(t, live)
    await until(() => sdk.room.state === 'open')
    const [bad, good] = await sayAll(live, live.lobby, made(2, { cid: 'm' }))
    await until(() => onScreen().length === 2)
    await live.operator('POST', `/admin/v1/rooms/${live.lobby}/recall`, { messages: [bad] })
    await until(() => onScreen().length === 1)
    assert.deepEqual(onScreen(), [good])
  })

  test('once people leave, the crowd climbs onto the edge, and misses nothing on the way', async t => {
    const live = await full(open, t)
    const { sdk, onScreen } = inCrowd(t, live)
    await until(() => sdk.room.state === 'open')
    const ids: string[] = []
    let saidAt = 0
    /** Less than the quota, so that all of it is shown. */
    const say = async () => {
      if (Date.now() - saidAt < 1_000) return
      saidAt = Date.now()
      ids.push(...(await sayAll(live, live.lobby, made(2, { cid: `m${ids.length}` }))))
    }
    await Promise.all(live.viewers.map(viewer => viewer.leave()))
    await until(async () => {
      await say()
      return sdk.connections() > 0
    })
    const before = ids.length
    await until(async () => {
      await say()
      return ids.length > before + 4
    })
    await until(() => ids.every(id => onScreen().includes(id)))
    const shown = sdk.messages.map(({ id }) => id)
    assert.equal(new Set(shown).size, shown.length)
    assert.equal(sdk.connections(), 1)
  })
}

/** A room with as many on its edge as it may have. */
async function full(open: OpenLive, t: { after(fn: () => Promise<void>): void }) {
  const live = await open(t, FULL_SOON)
  const { status } = await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, QUOTA)
  assert.equal(status, 200)
  const viewers = await live.crowd(live.lobby, ON_EDGES)
  await until(async () => (await live.join(live.lobby)).crowd, { what: 'the room counts as full' })
  const [onEdge] = viewers
  assert.ok(onEdge)
  return Object.assign(live, { viewers, onEdge })
}

/** Somebody who comes then, what is on their screen, and how much was left out. */
function inCrowd(t: { after(fn: () => void): void }, live: Live) {
  const sdk = shownBySdk(t, live, live.lobby)
  const gone = new Set<string>()
  let withheld = 0
  sdk.room.on('recall', ids => {
    for (const id of ids) gone.add(id)
  })
  sdk.room.on('withheld', ({ low = 0 }) => {
    withheld += low
  })
  const onScreen = () => sdk.messages.flatMap(({ id }) => (gone.has(id) ? [] : [`${id}`]))
  return { sdk, onScreen, withheld: () => withheld }
}

async function everything(live: Live): Promise<WireMessage[]> {
  const { stream } = await live.join(live.lobby)
  const answer = await fetch(`${live.barrage.url}/v1/replay/${stream}/comments?format=ndjson`)
  const lines = (await answer.text()).trim().split('\n')
  return lines.map(line => JSON.parse(line))
}
