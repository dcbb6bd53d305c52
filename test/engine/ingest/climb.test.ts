// A lane that cannot keep up, from the producers to the buckets: it climbs, trades order for
// speed, and comes down again. Time is turned by hand, a millisecond at a step, so that every
// run is the same.

import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import type { ViewerId } from '../../../engine/ids.ts'
import type { LaneState } from '../../../engine/ingest/lane-state.ts'
import { Routing } from '../../../engine/uplink/routing.ts'
import { entry } from '../../fixtures/message.ts'
import { Rig, SETTINGS } from './ingest-rig.ts'

const WRITE_MS = 5
const SENDERS = 1_000

for (const partitions of [8, 1]) {
  test(`1,000 messages a second of 5 ms each, over ${partitions} partitions`, async t => {
    const { rig, live, lane } = await turned(t, partitions)
    rig.store.before = messages =>
      new Promise(resolve => setTimeout(resolve, WRITE_MS * messages.length))
    let worstMs = 0
    let highest = 1
    await live(9_000, 1, ms => {
      highest = Math.max(highest, lane().gear)
      if (ms > 5_000) worstMs = Math.max(worstMs, lane().lagMs)
    })
    assert.ok(highest > 1)
    assert.ok(worstMs < 1_000, `lag came back, to ${worstMs} ms at most`)

    rig.store.before = () => {}
    await live((highest - 1) * SETTINGS.calmMs + 1_000, 0.1)
    assert.deepEqual([lane().gear, lane().lagMs], [1, 0])
    const ids = await rig.store.ids()
    assert.equal(new Set(ids).size, rig.appended)
    assert.deepEqual(rig.counted, { stored: rig.appended })
  })
}

for (const [who, senders, gear] of [
  ['many people', 1_000, 2],
  ['a few who share partitions', 12, 3],
] as const)
  test(`said by ${who}, it settles in gear ${gear}, and does not climb again and again`, async t => {
    const { rig, live, lane } = await turned(t, 8, senders)
    rig.store.before = messages =>
      new Promise(resolve => setTimeout(resolve, WRITE_MS * messages.length))
    await live(45_000, 1)
    const settled = rig.gears.length
    await live(30_000, 1)
    const seen = { gear: lane().gear, shifts: rig.gears.length }
    await live(1_000, 0) // what is under way ends
    assert.deepEqual(seen, { gear, shifts: settled }, JSON.stringify(rig.gears))
  })

test('at 100 messages a second it stays in first gear, in order', async t => {
  const { rig, live, lane } = await turned(t, 8)
  rig.store.before = messages =>
    new Promise(resolve => setTimeout(resolve, WRITE_MS * messages.length))
  await live(5_000, 0.1)
  await live(100, 0)
  assert.deepEqual([lane().gear, rig.gears], [1, []])
  const ids = await rig.store.ids()
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => Number(a) - Number(b)),
  )
})

test('a store that answers nobody sheds nothing, and what waited is stored when it is back', async t => {
  const { rig, live, lane } = await turned(t, 1)
  let open = (): void => {}
  const away = new Promise<void>(resolve => {
    open = resolve
  })
  rig.store.before = () => away
  await live(8_000, 1)
  assert.equal(lane().gear, 4)
  open()
  await live(2_000, 0)
  assert.deepEqual(rig.counted, { stored: 8_000 })
})

async function turned(t: TestContext, partitions: number, senders = SENDERS) {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  t.after(() => mock.timers.reset())
  const rig = Object.assign(new Rig(partitions), { appended: 0 })
  const worker = await rig.start(t, { writers: 32 })
  const routing = new Routing(rig.lanes, partitions)
  t.after(() => routing.close())

  const say = async () => {
    const from = { id: `viewer-${rig.appended % senders}` as ViewerId, name: 'Ann' }
    const said = entry(`${rig.appended++}`, { from, at: rig.now })
    if (said.type === 'message') await rig.log.append(routing.partitionOf(said.message), said)
  }
  /** So many ms, with so many messages in each, in steps that are as short as something happens. */
  const live = async (ms: number, perMs: number, look: (ms: number) => void = () => {}) => {
    const stepMs = perMs >= 1 ? 1 : 5
    let due = 0
    for (let at = 0; at < ms; at += stepMs) {
      for (due += perMs * stepMs; due >= 1; due--) await say()
      rig.now += stepMs
      mock.timers.tick(stepMs)
      await turnOfLoop()
      await turnOfLoop()
      look(at)
    }
  }
  const lane = () => worker.lanes()[0] as LaneState
  return { rig, live, lane }
}
