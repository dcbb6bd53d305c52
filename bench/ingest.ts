// What the four gears are worth: `make bench-ingest`, or `node dist/bench/ingest.js`. With a Kafka
// and a Redis of its own, which end with it; `ADDRESSES="kafka://… redis://…"` are others.
//
// First one hot lane, in each gear, with a store that takes 2.5 ms for each message: how many
// messages a second, and how old they are when they are stored, at half of that rate. Then 50
// rooms and the store as it is, which are to carry 20,000 a second, and half of that in time.
// Those who append are a process, worker and store's client another.

import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../deploy/services/start-services.ts'
import { MemoryNotices } from '../engine/adapters/memory/notices.ts'
import { RedisBucketStore } from '../engine/adapters/redis/bucket-store.ts'
import { IngestBench, type Twins } from './ingest-bench.ts'
import { Crowd, type Speed } from './ingest-crowd.ts'
import { openTwins, type Place } from './ingest-twins.ts'

const WRITE_MS = 2.5
const GEARS = [1, 2, 3, 4] as const
const ROOMS = 50
const GOAL = 20_000
const now = Date.now

const asked = process.argv.slice(2)
const own = asked.length === 0 ? await ownServices() : undefined
const twins = await open(own?.urls ?? asked)
try {
  await oneLane()
  await manyRooms()
} finally {
  twins.speaker.disconnect()
  for (const port of [twins.notices, twins.lanes, twins.store, twins.log]) await port.close()
  await own?.stop()
}

async function oneLane(): Promise<void> {
  print(
    `one lane, ${WRITE_MS} ms a message`,
    'messages/s',
    'lag p50',
    'lag p99',
    'CPU each',
    'against gear 1',
  )
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
  const speed = await new Crowd(bench).measure(GOAL)
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
  const [kafka, redis] = ['kafka:', 'redis:'].map(scheme =>
    urls.find(url => url.startsWith(scheme)),
  )
  if (!kafka || !redis) throw new Error('give a kafka:// and a redis:// address, or none')
  const place: Place = { kafka, redis, prefix: `bench-${randomUUID()}` }
  const newEpoch = () => randomBytes(6).toString('base64url')
  const store = new RedisBucketStore({ ...place, urls: [redis], now, newEpoch })
  const twins = await openTwins(place)
  return { ...twins, store, notices: new MemoryNotices(), speaker: await speakerOf(place) }
}

async function speakerOf({ kafka, redis, prefix }: Place): Promise<ChildProcess> {
  const speaker = fork(new URL('ingest-speaker.js', import.meta.url), [kafka, redis, prefix])
  await once(speaker, 'message')
  return speaker
}

function figures({ perSecond, p50Ms, p99Ms, cpuUs }: Speed): string[] {
  const many = Math.round(perSecond).toLocaleString('en')
  return [many, `${p50Ms} ms`, `${p99Ms} ms`, `${Math.round(cpuUs)} µs`]
}

function print(what: string, ...figures: readonly string[]): void {
  process.stdout.write(`${what.padEnd(30)}${figures.map(one => one.padStart(15)).join('')}\n`)
}
