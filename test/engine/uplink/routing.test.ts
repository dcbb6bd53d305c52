import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { RoomId, ViewerId } from '../../../engine/ids.ts'
import type { Gear } from '../../../engine/ingest/gear.ts'
import { homePartition, type Lane, laneOf } from '../../../engine/partition.ts'
import { Routing } from '../../../engine/uplink/routing.ts'

const PARTITIONS = 8
const LANE = laneOf('lobby' as RoomId, 'danmaku')
const HOME = homePartition(LANE, PARTITIONS)
const VIEWERS = Array.from({ length: 100 }, (_, n) => `viewer-${n}` as ViewerId)

for (const [gear, isSpread] of [
  [1, false],
  [2, true],
  [3, false],
  [4, true],
] as const) {
  test(`in gear ${gear} a lane goes ${isSpread ? 'to several partitions' : 'home'}`, async t => {
    const { partitions, look } = routed(t, new Map([[LANE, gear]]))
    await look()
    if (isSpread) assert.equal(new Set(partitions()).size, PARTITIONS)
    else assert.deepEqual(new Set(partitions()), new Set([HOME]))
    assert.deepEqual(partitions(), partitions(), 'one person’s messages stay together')
    assert.equal(new Set(partitions('gift')).size, 1)
  })
}

test('it follows the published gears, and keeps them while they cannot be read', async t => {
  const gears = new Map<Lane, Gear>()
  const { partitions, look, outage } = routed(t, gears)
  await look()
  gears.set(LANE, 2)
  await look()
  assert.equal(new Set(partitions()).size, PARTITIONS)
  gears.delete(LANE)
  outage.isOn = true
  await look()
  assert.equal(new Set(partitions()).size, PARTITIONS)
  outage.isOn = false
  await look()
  assert.equal(new Set(partitions()).size, 1)
})

function routed(t: TestContext, gears: Map<Lane, Gear>) {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const outage = { isOn: false }
  const lanes = {
    gears: async () => {
      if (outage.isOn) throw new Fault('store-unavailable')
      return new Map(gears)
    },
  }
  const routing = new Routing(lanes, PARTITIONS)
  t.after(() => routing.close())
  const partitions = (kind = 'danmaku') =>
    VIEWERS.map(id => routing.partitionOf({ room: 'lobby' as RoomId, kind, from: { id } }))
  const look = async () => {
    await new Promise(resolve => setImmediate(resolve))
    mock.timers.tick(200)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { partitions, look, outage }
}
