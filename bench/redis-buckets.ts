// How fast the buckets in Redis are: messages a second written to 50 streams in batches of 1,
// 50 and 200, and readings a second, against a Redis that it starts and ends itself.
//
//   node dist/bench/redis-buckets.js [seconds for each row, 3 unless given]
//
// Each stream has one write or reading under way at a time, as a lane in gear 1 and an edge's
// tick have. Redis and the bench share the machine's cores: read the rows as ratios.

import { randomBytes } from 'node:crypto'
import { RedisBucketStore } from '../engine/adapters/redis/bucket-store.ts'
import { type Cursor, START } from '../engine/cursor.ts'
import type { MessageId, StreamId } from '../engine/ids.ts'
import { byPriority, type Encoded } from '../engine/message.ts'
import type { Reading } from '../engine/ports/bucket-store.ts'
import { newStreamId } from '../engine/stream-id.ts'
import { RedisServer } from '../test/fixtures/redis-server.ts'

const STREAMS = 50
const BATCHES = [1, 50, 200]
/** What a comment takes with its sender, about. */
const WIRE = `"id":"AAAAAAAAAAA","from":{"id":"viewer-123456","name":"观众一二三"},"body":{"text":"${'弹幕'.repeat(20)}"},"at":123456}`
const A_TICK = 20

const seconds = Number(process.argv[2] ?? 3)
const server = await RedisServer.start()
const store = new RedisBucketStore({
  urls: [server.url],
  now: Date.now,
  newEpoch: () => randomBytes(6).toString('base64url'),
  timeoutMs: 10_000,
})
const streams = Array.from({ length: STREAMS }, () => newStreamId(Date.now(), Math.random))

try {
  for (const batch of BATCHES) {
    const written = await rate(stream => write(stream, batch))
    row(`write, ${batch} a batch`, `${round(written * batch)} messages/s`, written)
  }
  const readings = new Map<StreamId, Reading>()
  for (const stream of streams) readings.set(stream, await store.read(stream, START, limits(1)))
  const tick = await rate(stream => store.read(stream, behind(readings.get(stream)), limits(100)))
  row(`read, ${A_TICK} new`, `${round(tick * A_TICK)} messages/s`, tick)
  const nothing = await rate(stream =>
    store.read(stream, behind(readings.get(stream), 0), limits(100)),
  )
  row('read, nothing new', '', nothing)
  const history = await rate(stream => store.history(stream, START, limits(200)))
  row('history, 200 a bucket', '', history)
  const memory = /used_memory:(\d+)/.exec(`${await server.command('INFO', 'memory')}`)?.[1]
  const ids = await known()
  row('memory', `${round(Number(memory) / 2 ** 20)} MiB`, undefined, `${round(ids)} ids known`)
} finally {
  await store.close()
  await server.stop()
}

/** Calls a second, each stream one at a time. */
async function rate(call: (stream: StreamId) => Promise<unknown>): Promise<number> {
  const from = performance.now()
  const until = from + seconds * 1_000
  let calls = 0
  const keepGoing = async (stream: StreamId) => {
    while (performance.now() < until) {
      await call(stream)
      calls++
    }
  }
  await Promise.all(streams.map(keepGoing))
  return (calls * 1_000) / (performance.now() - from)
}

function write(stream: StreamId, size: number): Promise<unknown> {
  return store.write(
    stream,
    Array.from({ length: size }, () => message(stream)),
  )
}

function message(stream: StreamId): Encoded {
  const id = randomBytes(8).toString('base64url') as MessageId
  return { id, stream, priority: 'low', at: Date.now(), wire: WIRE }
}

function behind(reading: Reading | undefined, messages = A_TICK): Cursor {
  if (!reading) return START
  const { epoch, whitelist, high, low } = reading
  return { epoch, whitelist: whitelist.last, high: high.last, low: low.last - messages }
}

function limits(most: number) {
  return byPriority(() => most)
}

async function known(): Promise<number> {
  let ids = 0
  for (const stream of streams)
    ids += Number(await server.command('ZCARD', `barrage:{${stream}}:ids`))
  return ids
}

function row(what: string, answer: string, calls: number | undefined, more = ''): void {
  const rated = calls === undefined ? more : `${round(calls)} commands/s`
  console.log(`${what.padEnd(24)}${answer.padStart(20)}${rated.padStart(24)}`)
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}
