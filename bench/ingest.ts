// What the four gears are worth: `make bench-ingest`, or `node dist/bench/ingest.js`. With a Kafka
// and a Redis of its own, which end with it; `ADDRESSES="kafka://… redis://…"` are others, and
// `ADDRESSES=memory` the memory twins.
//
// First one hot lane, in each gear, with a store that takes 2.5 ms for each message: how many
// messages a second, and how old they are when they are stored, at half of that rate. Then 50
// rooms and the store as it is. Producers, worker and store share this process.

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../deploy/services/start-services.ts'
import { MemoryBucketStore } from '../engine/adapters/memory/bucket-store.ts'
import { MemoryLanes } from '../engine/adapters/memory/lanes.ts'
import { MemoryNotices } from '../engine/adapters/memory/notices.ts'
import { openLog } from '../engine/adapters/open-log.ts'
import { RedisBucketStore } from '../engine/adapters/redis/bucket-store.ts'
import { RedisLanes } from '../engine/adapters/redis/lanes.ts'
import { IngestBench, type Twins } from './ingest-bench.ts'
import { Crowd, type Speed } from './ingest-crowd.ts'

const PARTITIONS = 8
const LEASE_MS = 3_000
const WRITE_MS = 2.5
const GEARS = [1, 2, 3, 4] as const
const ROOMS = 50
const now = Date.now

const asked = process.argv.slice(2)
const own = asked.length === 0 ? await ownServices() : undefined
const twins = await open(own?.urls ?? asked)
try {
  await oneLane()
  await manyRooms()
} finally {
  for (const port of [twins.notices, twins.lanes, twins.store, twins.log]) await port.close()
  await own?.stop()
}

async function oneLane(): Promise<void> {
  print(`one lane, ${WRITE_MS} ms a message`, 'messages/s', 'lag p50', 'lag p99', 'against gear 1')
  let first = 0
  for (const gear of GEARS) {
    const bench = await IngestBench.start(twins, { rooms: 1, writeMs: WRITE_MS, gear })
    const speed = await new Crowd(bench).measure()
    await bench.close()
    first ||= speed.perSecond
    print(`gear ${gear}`, ...figures(speed), `${(speed.perSecond / first).toFixed(1)}×`)
  }
}

async function manyRooms(): Promise<void> {
  const bench = await IngestBench.start(twins, { rooms: ROOMS, writeMs: 0 })
  const speed = await new Crowd(bench).measure()
  await bench.close()
  print(`${ROOMS} rooms, the store as it is`, ...figures(speed))
}

async function ownServices() {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-bench-'))
  const { urls, stop } = await startServices({ folder, which: ['kafka', 'redisLive'] })
  return {
    urls: [urls.kafka, urls.redisLive],
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function open(urls: readonly string[]): Promise<Twins> {
  const kafka = urls.find(url => url.startsWith('kafka:'))
  const redis = urls.find(url => url.startsWith('redis:'))
  const newEpoch = () => randomBytes(6).toString('base64url')
  const prefix = `bench-${randomUUID()}`
  const log = await openLog(
    {
      url: kafka ? `${kafka}/${prefix}` : 'memory:',
      partitions: PARTITIONS,
      keepMs: 1,
      most: 1_000_000,
      mostWaiting: 100_000,
      producers: 2,
      retentionMs: 3_600_000,
      rewindMs: 0,
      count: () => {},
      onTrouble: (text, about) => console.error(text, about),
    },
    now,
  )
  const store = redis
    ? new RedisBucketStore({ urls: [redis], prefix, now, newEpoch })
    : new MemoryBucketStore({ now, newEpoch })
  const lanes = redis
    ? new RedisLanes({ url: redis, prefix, now, leaseMs: LEASE_MS })
    : new MemoryLanes({ now, leaseMs: LEASE_MS })
  return { log, store, lanes, notices: new MemoryNotices() }
}

function figures({ perSecond, p50Ms, p99Ms }: Speed): string[] {
  return [Math.round(perSecond).toLocaleString('en'), `${p50Ms} ms`, `${p99Ms} ms`]
}

function print(what: string, ...figures: readonly string[]): void {
  process.stdout.write(`${what.padEnd(30)}${figures.map(one => one.padStart(15)).join('')}\n`)
}
