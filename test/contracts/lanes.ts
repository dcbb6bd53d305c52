// What every Lanes promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId, WorkerId } from '../../engine/ids.ts'
import { type Lane, laneOf } from '../../engine/partition.ts'
import type { LaneReport, Lanes, Lease } from '../../engine/ports/lanes.ts'
import { NOON } from '../fixtures/message.ts'

export type LanesOptions = { readonly now: () => number; readonly leaseMs: number }
/** Opens one in which nothing was said. */
export type OpenLanes = (options: LanesOptions) => Promise<Lanes>

type After = { after(fn: () => Promise<void>): void }

const LEASE_MS = 3_000
const [ANN, BOB] = ['ann', 'bob'] as [WorkerId, WorkerId]
const LANE = laneOf('lobby' as RoomId, 'danmaku')
const GIFTS = laneOf('lobby' as RoomId, 'gift')

export function lanesContract(name: string, open: OpenLanes): void {
  describe(`Lanes: ${name}`, () => {
    test('before anybody said anything, nothing is known', async t => {
      const { lanes } = await opened(t)
      assert.deepEqual(await known(lanes), { reports: [], gears: [], pins: [] })
      assert.equal((await lanes.gears()).size, 0)
    })

    test('what a worker says is known whole, and takes the place of what it said before', async t => {
      const { lanes } = await opened(t)
      await lanes.exchange(ANN, [report(LANE, 0, 700), report(GIFTS, 1, 5)])
      await lanes.exchange(BOB, [report(LANE, 2, 900)])
      const { reports } = await lanes.exchange(ANN, [report(LANE, 0, 100)])
      const byWorker = [...reports].sort((a, b) => (a.worker < b.worker ? -1 : 1))
      assert.deepEqual(byWorker, [
        { ...report(LANE, 0, 100), worker: ANN },
        { ...report(LANE, 2, 900), worker: BOB },
      ])
      assert.deepEqual((await lanes.exchange(ANN, [])).reports.length, 1)
    })

    test('of a worker that has been silent for its lease nothing is known', async t => {
      const { lanes, turn } = await opened(t)
      await lanes.exchange(ANN, [report(LANE, 0, 700)])
      turn(LEASE_MS - 1)
      assert.equal((await lanes.read()).reports.length, 1)
      await lanes.exchange(BOB, [])
      turn(1)
      assert.equal((await lanes.read()).reports.length, 0)
      assert.equal((await lanes.exchange(ANN, [report(LANE, 0, 1)])).reports.length, 1)
    })

    test('who may write a lane publishes its gear; gear 1 needs no telling', async t => {
      const { lanes } = await opened(t)
      const lease = await hold(lanes, ANN)
      assert.equal(await lanes.publish(ANN, lease, 4), true)
      assert.deepEqual([...(await lanes.gears())], [[LANE, 4]])
      assert.deepEqual((await known(lanes)).gears, [[LANE, 4]])
      assert.equal(await lanes.publish(ANN, lease, 1), true)
      assert.equal((await lanes.gears()).size, 0)
    })

    test('a gear stays published when its worker is gone', async t => {
      const { lanes, turn } = await opened(t)
      await lanes.publish(ANN, await hold(lanes, ANN), 2)
      turn(LEASE_MS)
      await lanes.leave(ANN)
      assert.deepEqual([...(await lanes.gears())], [[LANE, 2]])
    })

    test('an operator pins a gear and takes it back', async t => {
      const { lanes } = await opened(t)
      await lanes.pin(LANE, 3)
      await lanes.pin(GIFTS, 1)
      await lanes.pin(LANE, 2)
      await lanes.pin(GIFTS, undefined)
      assert.deepEqual((await known(lanes)).pins, [[LANE, 2]])
    })

    test('one worker at a time may write a lane out of a partition', async t => {
      const { lanes } = await opened(t)
      await hold(lanes, ANN)
      await lanes.exchange(BOB, [])
      assert.equal(await lanes.acquire(BOB, LANE, 0), undefined)
      assert.ok(await lanes.acquire(BOB, LANE, 1))
      assert.ok(await lanes.acquire(BOB, GIFTS, 0))
    })

    test('every lease has a higher number than all before it', async t => {
      const { lanes } = await opened(t)
      const first = await hold(lanes, ANN)
      const again = await hold(lanes, ANN)
      const other = await hold(lanes, ANN, GIFTS)
      await lanes.release(ANN, [again])
      const last = await hold(lanes, BOB)
      const numbers = [first, again, other, last].map(({ number }) => number)
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].sort((a, b) => a - b),
      )
      assert.deepEqual([last.lane, last.partition], [LANE, 0])
    })

    test('a lease lasts as long as its worker says something', async t => {
      const { lanes, turn } = await opened(t)
      await hold(lanes, ANN)
      for (let times = 0; times < 4; times++) {
        turn(LEASE_MS - 1)
        await lanes.exchange(ANN, [])
      }
      assert.equal(await lanes.acquire(BOB, LANE, 0), undefined)
      turn(LEASE_MS)
      assert.ok(await lanes.acquire(BOB, LANE, 0))
    })

    test('who wakes after its lease was taken over may publish nothing and give up nothing', async t => {
      const { lanes, turn } = await opened(t)
      const stale = await hold(lanes, ANN)
      turn(LEASE_MS)
      const lease = await hold(lanes, BOB)
      assert.ok(lease.number > stale.number)
      await lanes.exchange(ANN, [])
      assert.equal(await lanes.publish(ANN, stale, 4), false)
      await lanes.release(ANN, [stale])
      assert.equal(await lanes.acquire(ANN, LANE, 0), undefined)
      assert.equal(await lanes.publish(BOB, lease, 2), true)
    })

    test('who wakes and was not missed goes on', async t => {
      const { lanes, turn } = await opened(t)
      const lease = await hold(lanes, ANN)
      turn(10 * LEASE_MS)
      await lanes.exchange(ANN, [])
      assert.equal(await lanes.acquire(BOB, LANE, 0), undefined)
      assert.equal(await lanes.publish(ANN, lease, 2), true)
    })

    test('what is released, or left by its worker, is free at once', async t => {
      const { lanes } = await opened(t)
      const lease = await hold(lanes, ANN)
      await lanes.release(ANN, [lease])
      assert.equal(await lanes.publish(ANN, lease, 4), false)
      await hold(lanes, BOB)
      await lanes.exchange(BOB, [report(LANE, 0, 1)])
      await lanes.leave(BOB)
      assert.equal((await lanes.read()).reports.length, 0)
      await hold(lanes, ANN)
    })

    test('a released lease that was asked for again since stays', async t => {
      const { lanes } = await opened(t)
      const old = await hold(lanes, ANN)
      await hold(lanes, ANN)
      await lanes.release(ANN, [old])
      await lanes.exchange(BOB, [])
      assert.equal(await lanes.acquire(BOB, LANE, 0), undefined)
    })
  })

  async function opened(t: After) {
    let now = NOON
    const lanes = await open({ now: () => now, leaseMs: LEASE_MS })
    t.after(() => lanes.close())
    const turn = (ms: number) => {
      now += ms
    }
    return { lanes, turn }
  }
}

/** A worker that is up takes the lease of the lane out of partition 0. */
async function hold(lanes: Lanes, worker: WorkerId, lane = LANE): Promise<Lease> {
  await lanes.exchange(worker, [])
  const lease = await lanes.acquire(worker, lane, 0)
  assert.ok(lease, `${worker} may write ${lane}`)
  return lease
}

async function known(lanes: Lanes) {
  const { reports, gears, pins } = await lanes.read()
  return { reports: [...reports], gears: [...gears], pins: [...pins] }
}

function report(lane: Lane, partition: number, lagMs: number): LaneReport {
  return { lane, partition, lagMs, waiting: lagMs * 2, writers: 1, load: 0.5 }
}
