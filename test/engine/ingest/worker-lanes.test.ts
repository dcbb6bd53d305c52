// Workers and what they tell each other: who decides a lane's gear, who may write it, and what
// becomes of it when one of them, or what they tell it to, is not there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { RoomId, WorkerId } from '../../../engine/ids.ts'
import { fenceOf } from '../../../engine/ingest/leases.ts'
import { homePartition, laneOf } from '../../../engine/partition.ts'
import type { LaneReport } from '../../../engine/ports/lanes.ts'
import { encoded, STREAM } from '../../fixtures/message.ts'
import { until } from '../../until.ts'
import { numbered, Rig } from './ingest-rig.ts'

const GHOST = 'ghost' as WorkerId
const LANE = laneOf('lobby' as RoomId, 'danmaku')
const LEASE_MS = 3_000

test('in order a lane is written with its lease, in parallel without', async t => {
  const rig = new Rig()
  await rig.start(t)
  await rig.append(['a'])
  await rig.finished()
  await rig.lanes.pin(LANE, 3)
  await until(() => rig.gears.length === 1)
  await rig.append(['b'])
  await rig.finished()
  const [first, second] = rig.store.fences
  assert.ok((first ?? 0) > 0)
  assert.equal(second, undefined)
})

test('the gear follows the largest lag that any worker tells', async t => {
  const rig = new Rig(2)
  const worker = await rig.start(t)
  await rig.lanes.exchange(GHOST, [behind(2_500)])
  await until(async () => (await rig.lanes.gears()).get(LANE) === 3)
  await rig.append(['a'])
  await until(() => worker.lanes()[0]?.gear === 3)
})

test('who does not own the home partition takes the gear that is published', async t => {
  const rig = new Rig(2)
  const workers = [await rig.start(t), await rig.start(t)]
  for (const partition of [0, 1]) await rig.append([`p${partition}`], partition)
  await rig.finished()
  await rig.lanes.exchange(GHOST, [behind(600)])
  await until(() => workers.every(worker => worker.lanes()[0]?.gear === 2))
  assert.deepEqual(rig.gears, [[LANE, 2]], 'one of them decided')
})

test('a lane that was left in a high gear comes down, though nobody speaks in it', async t => {
  const rig = new Rig(4)
  const lease = await ghostLease(rig, homePartition(LANE, 4))
  await rig.lanes.publish(GHOST, lease, 3)
  await rig.lanes.leave(GHOST)
  await rig.start(t, { calmMs: 1 })
  await until(() => {
    rig.now += 1
    return rig.gears.length === 2
  })
  assert.deepEqual(rig.gears, [
    [LANE, 2],
    [LANE, 1],
  ])
  assert.equal((await rig.lanes.gears()).size, 0)
})

test('a lane whose writer is gone without a word is written when its lease has run out', async t => {
  const rig = new Rig()
  await ghostLease(rig)
  await rig.start(t)
  await rig.append(['a', 'b'])
  await until(async () => (await rig.lanes.read()).reports.some(({ waiting }) => waiting === 2))
  assert.deepEqual(await rig.store.ids(), [])
  rig.now += LEASE_MS
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a', 'b'])
})

test('who was frozen while another took over writes no more, until it has a lease again', async t => {
  const rig = new Rig()
  await rig.start(t)
  await rig.append(['a'])
  await rig.finished()
  rig.now += LEASE_MS
  const lease = await ghostLease(rig)
  await rig.store.write(STREAM, [encoded('by the ghost')], fenceOf(lease))
  await rig.append(['b', 'c'])
  await until(() => rig.counted.fenced === 2)
  assert.deepEqual(await rig.store.ids(), ['a', 'by the ghost'])
  rig.now += LEASE_MS
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a', 'by the ghost', 'b', 'c'])
})

test('a lane goes to its next worker at once, with a higher number', async t => {
  const rig = new Rig()
  const first = await rig.start(t)
  await rig.append(numbered(10))
  await rig.finished()
  await first.close()
  await rig.start(t)
  await rig.append(['last'])
  await rig.finished()
  const [before, after] = [rig.store.fences[0] ?? 0, rig.store.fences.at(-1) ?? 0]
  assert.ok(after > before, `${after} > ${before}`)
})

test('while nobody can be told, gears stay as they are and who writes goes on', async t => {
  const rig = new Rig()
  const worker = await rig.start(t)
  await rig.lanes.pin(LANE, 2)
  await rig.append(['a'])
  await until(() => worker.lanes()[0]?.gear === 2)
  let asked = 0
  const away = async (): Promise<never> => {
    asked++
    throw new Fault('store-unavailable')
  }
  Object.assign(rig.lanes, { exchange: away, publish: away, acquire: away })
  await rig.append(['b'])
  await rig.finished()
  await until(() => asked > 3)
  assert.deepEqual([await rig.store.ids(), worker.lanes()[0]?.gear], [['a', 'b'], 2])
})

test('a lane that nobody can lease yet is written when somebody can be asked', async t => {
  const rig = new Rig()
  const { acquire } = rig.lanes
  Object.assign(rig.lanes, { acquire: () => Promise.reject(new Fault('store-unavailable')) })
  await rig.start(t)
  await rig.append(['a'])
  await until(async () => (await rig.lanes.read()).reports.some(({ waiting }) => waiting === 1))
  Object.assign(rig.lanes, { acquire })
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a'])
})

async function ghostLease(rig: Rig, partition = 0) {
  await rig.lanes.exchange(GHOST, [])
  const lease = await rig.lanes.acquire(GHOST, LANE, partition)
  assert.ok(lease)
  return lease
}

function behind(lagMs: number): LaneReport {
  return { lane: LANE, partition: 1, lagMs, waiting: 10, writers: 1, load: 0.5 }
}
