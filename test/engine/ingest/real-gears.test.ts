// Order and gears on the real log and the real store, with two workers that share the
// partitions: a lane that keeps up is in strict order; one that does not climbs, loses and
// doubles nothing, and comes down when it can.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { RedisBucketStore } from '../../../engine/adapters/redis/bucket-store.ts'
import { RedisLanes } from '../../../engine/adapters/redis/lanes.ts'
import { START } from '../../../engine/cursor.ts'
import type { ViewerId, WorkerId } from '../../../engine/ids.ts'
import type { Gear } from '../../../engine/ingest/gear.ts'
import { IngestWorker } from '../../../engine/ingest/worker.ts'
import { byPriority } from '../../../engine/message.ts'
import { laneOf } from '../../../engine/partition.ts'
import type { BucketStore } from '../../../engine/ports/bucket-store.ts'
import type { Lanes } from '../../../engine/ports/lanes.ts'
import type { MessageLog } from '../../../engine/ports/message-log.ts'
import type { Notices } from '../../../engine/ports/notices.ts'
import { newStreamId } from '../../../engine/stream-id.ts'
import { Routing } from '../../../engine/uplink/routing.ts'
import { startKafka } from '../../fixtures/kafka.ts'
import { ROOM, said } from '../../fixtures/message.ts'
import { sharedRedis } from '../../fixtures/shared-redis.ts'
import { until } from '../../until.ts'
import { SETTINGS } from './ingest-rig.ts'

const LANE = laneOf(ROOM, said('').kind)
const STREAM = newStreamId(Date.now(), Math.random)
const PARTITIONS = 4
const CALM_MS = 1_500
const SENDERS = 100
const EVERYTHING = byPriority(() => 100_000)
const STEP_MS = 10
const now = Date.now

const redis = sharedRedis()
const kafka = await startKafka()

test('a lane climbs while each write of a message takes 5 ms, and comes down afterwards', async t => {
  const { live, lag, lanes, ids, counted, gears, slow } = await cluster(t)
  await live(2_000, 100)
  await until(async () => (await ids()).length === 200)
  assert.deepEqual(
    await ids(),
    Array.from({ length: 200 }, (_, n) => `${n}`),
    'in first gear a lane is in strict order',
  )

  slow.writeMs = 5
  await live(8_000, 1_000)
  assert.ok(Math.max(...gears) > 1, 'it climbed')
  const speaking = live(2_000, 1_000)
  await until(async () => (await lag()) < 1_000, { withinMs: 4_000, what: 'lag comes back' })
  await speaking

  slow.writeMs = 0
  await until(async () => !(await lanes.gears()).has(LANE), {
    withinMs: 4 * CALM_MS + 2_000,
    what: 'it comes down within calm × gears',
  })
  await until(async () => (await ids()).length === 10_200)
  assert.equal(new Set(await ids()).size, 10_200)
  assert.equal(counted.stored, 10_200)
  assert.equal(counted.shed, undefined)
})

async function cluster(t: TestContext) {
  const { twins, slow } = await openTwins(t)
  const counted: Record<string, number> = {}
  const gears: Gear[] = []
  for (const name of ['w1', 'w2']) {
    const worker = await IngestWorker.start({
      ...twins,
      worker: name as WorkerId,
      settings: { ...SETTINGS, calmMs: CALM_MS, writers: 32 },
      counts: {
        add: (event, times) => {
          counted[event] = (counted[event] ?? 0) + times
        },
      },
      now,
      spacingMs: () => 0,
      onGear: (_, gear) => gears.push(gear),
      onPoison: (_, cause) => assert.fail(`${cause}`),
      onTakenBack: () => {},
    })
    t.after(() => worker.close())
  }
  const { lanes, store, log } = twins
  const lag = async () => {
    const { reports } = await lanes.read()
    return Math.max(0, ...reports.map(({ lagMs }) => lagMs))
  }
  const ids = async () => {
    const { low } = await store.read(STREAM, START, EVERYTHING)
    return low.messages.map(({ id }) => `${id}`)
  }
  return { live: speaker(t, log, lanes), lag, lanes, ids, counted, gears, slow }
}

async function openTwins(t: TestContext) {
  const prefix = redis.newPrefix()
  const slow = { writeMs: 0 }
  const { log } = await kafka.open(t, { partitions: PARTITIONS })
  const lanes = new RedisLanes({ url: redis.url, prefix, now, leaseMs: 3_000 })
  const newEpoch = () => randomUUID().slice(0, 8)
  const inRedis = new RedisBucketStore({ urls: [redis.url], prefix, now, newEpoch, keep: 100_000 })
  t.after(() => lanes.close())
  t.after(() => inRedis.close())
  const notices: Notices = { publish: () => {}, watch: () => () => {}, close: async () => {} }
  return { twins: { log, lanes, store: slowed(inRedis, slow), notices }, slow }
}

/** Says so many a second for so long; resolves when the log has them. */
function speaker(t: TestContext, log: MessageLog, lanes: Lanes) {
  const routing = new Routing(lanes, PARTITIONS)
  t.after(() => routing.close())
  let count = 0
  const say = () => {
    const from = { id: `viewer-${count % SENDERS}` as ViewerId, name: '' }
    const message = said(`${count++}`, { stream: STREAM, from, at: now() })
    return log.append(routing.partitionOf(message), { type: 'message', message, shadowed: false })
  }
  return async (ms: number, perSecond: number) => {
    const begun = performance.now()
    const answers: Promise<unknown>[] = []
    for (let due = 0; due < (ms * perSecond) / 1_000; await pause(STEP_MS)) {
      const soFar = Math.min(performance.now() - begun, ms)
      for (; due < Math.round((soFar * perSecond) / 1_000); due++) answers.push(say())
    }
    await Promise.all(answers)
  }
}

/** A store that takes its time over each message. */
function slowed(store: BucketStore, slow: { writeMs: number }): BucketStore {
  const write: BucketStore['write'] = async (stream, messages, fence) => {
    if (slow.writeMs > 0) await pause(slow.writeMs * messages.length)
    return store.write(stream, messages, fence)
  }
  return {
    write,
    takeBack: (...asked) => store.takeBack(...asked),
    read: (...asked) => store.read(...asked),
    history: (...asked) => store.history(...asked),
    close: () => store.close(),
  }
}
