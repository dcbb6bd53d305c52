// An edge is killed, and another is frozen: viewers come back elsewhere and have everything, what
// was said is kept once, and who wakes up from a long sleep tells nobody what was.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { join } from '../../client/join.ts'
import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'
import type { Look } from './moving-orders.ts'
import { BIG, LEASE_MS, type MovingStage } from './moving-stage.ts'
import { isWhole } from './moving-whole.ts'

/** Before it is killed, for how late messages are in peace. */
const PEACE_MS = 4_000
const BACK_MS = 8_000
const COUNT_MS = 10_000
const FROZEN_MS = 20_000

export function edgesFail(stage: () => MovingStage): void {
  test('an edge is killed: its viewers are back elsewhere, and what they said is kept once', async t => {
    const { stand, crowd } = stage()
    const { cluster } = stand
    const joined = await join(cluster.url, BIG)
    const ann = await Viewer.enter(joined)
    const edge = stage().edgeAt(ann.socket.url)
    let before: Look | undefined
    let countMs = 0
    const seen = await stage().during(async () => {
      await pause(PEACE_MS)
      before = await crowd.look()
      const first = await ann.say({ text: 'once' }, { cid: 'once' })
      assert.equal(first.t, 'ok')
      stage().acknowledge(BIG, [first])
      const spoken = stage().speak()
      await cluster.kill(edge)
      const since = performance.now()
      await until(() => ann.closed)
      const again = await Viewer.enter(await elsewhere(stage(), joined), ann.cursor)
      assert.deepEqual(await again.say({ text: 'once' }, { cid: 'once' }), { ...first })
      await again.leave()
      await until(async () => (await stage().count(BIG)).connections === stage().here(BIG), {
        withinMs: COUNT_MS,
        what: 'the count is right',
      })
      countMs = performance.now() - since
      await spoken
      await stage().calm()
    })
    const others = ratios(before as Look, seen)
    t.diagnostic(JSON.stringify({ edge, countMs: Math.round(countMs), others }))
    isWhole(t, seen)
    assert.ok(seen.cutOff > 0, 'somebody was on the edge that died')
    assert.ok(countMs <= COUNT_MS, `the count was right after ${countMs} ms`)
    assert.ok(seen.longestAwayMs <= BACK_MS, `back after ${seen.longestAwayMs} ms`)
    await cluster.start(edge)
    await stage().calm()
  })

  test('an edge is frozen for 20 s: it finds its lease lost, and serves nothing stale', async t => {
    const { stand } = stage()
    const { cluster } = stand
    const room = 'frozen'
    const { body } = await stand.application<{ stream: string }>('POST', `/v1/rooms/${room}/stream`)
    const joined = await join(cluster.url, room)
    const ann = await Viewer.enter(joined)
    const edge = stage().edgeAt(ann.socket.url)
    const seen = await stage().during(async () => {
      cluster.pause(edge)
      const since = performance.now()
      await stand.application('DELETE', `/v1/rooms/${room}/stream`)
      const opened = await stand.application<{ stream: string }>('POST', `/v1/rooms/${room}/stream`)
      assert.notEqual(opened.body.stream, body.stream)
      ann.write({ t: 'send', cid: 'asleep', body: { text: 'into the night' } })
      await pause(LEASE_MS + 1_000)
      const bob = await Viewer.enter(await elsewhere(stage(), joined))
      assert.equal(bob.welcome.stream, opened.body.stream)
      assert.equal((await bob.say({ text: 'while it sleeps' })).t, 'ok')
      await pause(Math.max(0, FROZEN_MS - (performance.now() - since)))
      const had = ann.frames.length
      cluster.resume(edge)
      const answer = await ann.answer('asleep', had)
      assert.equal(answer.t, 'no', 'what was said to who sleeps is not taken')
      await until(() => ann.texts.includes('while it sleeps'), { what: 'it is awake' })
      const [told] = ann.frames
        .slice(had)
        .filter(frame => 'messages' in frame || frame.t === 'room')
      assert.equal(told?.t, 'room', 'first it is told that the stream is another')
      assert.ok(ann.rooms.some(({ stream }) => stream === opened.body.stream))
      assert.deepEqual(ann.complaints, [])
      for (const viewer of [ann, bob]) await viewer.leave()
      await stage().calm()
    })
    isWhole(t, seen)
  })
}

/** Of the edges that went on, how late messages were against before. */
function ratios({ p99Ms: before }: Look, { p99Ms: after }: Look): Record<string, string> {
  const told = Object.entries(after).flatMap(([url, ms]) => {
    const was = before[url]
    return was ? [[url, `${was} → ${ms} ms, ${(ms / was).toFixed(2)}×`]] : []
  })
  return Object.fromEntries(told)
}

/** The same person, at another of the room's edges. */
async function elsewhere({ stand }: MovingStage, joined: JoinAnswer): Promise<JoinAnswer> {
  const { room, ticket, viewer, edges } = joined
  const again = await join(stand.cluster.url, room, { ticket })
  assert.equal(again.viewer.id, viewer.id)
  const others = again.edges.filter(url => url !== edges[0])
  assert.ok(others.length > 0, 'a join names more than one edge')
  return { ...again, edges: others }
}
