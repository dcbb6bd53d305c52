// What replay carries: `make bench-replay`. A stream of 1,000,000 comments over three hours, in a
// real Postgres and a real Redis; a process that plays it, asked from here.
//
//   node dist/bench/replay.js [comments, 1000000 unless given] [seconds of load, 8 unless given]
//
// It prints how fast the stream was stored, the manifest's size, how long a seek takes by where
// the segment lies, how many requests a second the process's cache answers (and its latencies at
// 70 % of the goal), what a rush of 10,000 does, and the memory of the process. It has a
// core to itself; the bench has the other.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../deploy/services/start-services.ts'
import { PostgresSql } from '../engine/adapters/postgres/sql.ts'
import { SqlArchive } from '../engine/adapters/sql/archive.ts'
import type { RoomId } from '../engine/ids.ts'
import { newStreamId } from '../engine/stream-id.ts'
import { bigStream } from '../test/fixtures/big-stream.ts'
import { leaveServerCore } from './pinned.ts'
import { rushOf, steadily, throughput } from './replay-load.ts'
import { Player } from './replay-player.ts'

const COMMENTS = 1_000_000
const LENGTH_MS = 3 * 3_600_000
const BATCH = 5_000
const RUSH = 10_000
/** Requests a second that a core should answer from the process's cache. */
const GOAL = 8_000
const SHARE = 0.7
/** A hundred segments, so often each; while the first half goes on, compilers are at work. */
const AGAIN = 200
const ROOM = 'bench' as RoomId
const RUSH_SEGMENTS = 200

const messages = Number(process.argv[2] ?? COMMENTS)
const seconds = Number(process.argv[3] ?? 8)
const folder = mkdtempSync(join(tmpdir(), 'barrage-bench-replay-'))
const services = await startServices({ folder, which: ['postgres', 'redisReplay'] })
const { postgres, redisReplay } = services.urls
try {
  const stream = await stored()
  leaveServerCore()
  const open = (prefix = 'bench') => Player.start([postgres, redisReplay, prefix], stream)

  const first = await open()
  const idle = (await first.state()).rss
  const { urls, bytes } = await first.manifest()
  row('manifest', `${kB(bytes.plain)} kB, ${kB(bytes.gzip)} kB gzip`, `${urls.length} segments`)
  row('seek, Postgres', spread(await first.seeks(urls, 'archive')))
  const after = (await first.state()).rss
  await first.end()

  const second = await open()
  row('seek, replay Redis', spread(await second.seeks(urls, 'store')))
  const latest = urls.slice(-100)
  const seeks: number[][] = []
  for (let time = 0; time < AGAIN; time++) seeks.push(await second.seeks(latest, 'process'))
  row('seek, process cache', spread(seeks.slice(AGAIN / 2).flat()))
  const hot = urls.slice(-20)
  const before = await second.state()
  const most = await throughput(second.url, hot, seconds)
  const busy = ((await second.state()).cpuMs - before.cpuMs) / (seconds * 1_000)
  row(
    'hot segments, flat out',
    `${most.perSecond}/s, ${most.errors} errors`,
    `${(busy * 100).toFixed(0)} % of a core: ${Math.round(most.perSecond / busy)}/s per core`,
  )
  const calm = await steadily(second.url, hot, { seconds, perSecond: GOAL * SHARE })
  row(
    `at 70 % of ${GOAL}/s`,
    `${calm.perSecond}/s, p50 ${calm.p50} ms, p99 ${calm.p99} ms`,
    `${calm.errors} errors`,
  )
  await second.end()

  const third = await open('empty')
  const rush = await rushOf(third.url, urls.slice(0, RUSH_SEGMENTS), RUSH)
  const state = await third.state()
  row(
    `${RUSH} seek at once`,
    `${rush.errors} errors, slowest ${rush.slowestMs} ms`,
    `a segment was read ${state.mostReads} time(s) at most`,
  )
  row(
    'memory',
    `${mB(idle)} MB idle, ${mB(after)} MB after all segments, ${mB(state.rss)} MB after the rush`,
  )
  await third.end()
} finally {
  await services.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function stored() {
  const sql = new PostgresSql({ url: postgres, connections: 2, statementMs: 60_000 })
  const archive = new SqlArchive(sql)
  const stream = newStreamId(Date.now() - LENGTH_MS, () => 0.5)
  let storingMs = 0
  for await (const rows of bigStream(
    { room: ROOM, stream, messages, lengthMs: LENGTH_MS },
    BATCH,
  )) {
    const began = performance.now()
    await archive.store({ log: 'bench', partitions: 8, rows, marks: [], covered: [] })
    storingMs += performance.now() - began
  }
  const mark = {
    mark: 'closed',
    room: ROOM,
    stream,
    at: Date.now(),
    partition: 0,
    offset: 1e9,
  } as const
  await archive.store({ log: 'bench', partitions: 8, rows: [], marks: [mark], covered: [] })
  for (const rest of ['VACUUM ANALYZE', 'CHECKPOINT']) await sql.query(rest) // not while we measure
  await archive.close()
  row(
    'stored',
    `${Math.round(messages / (storingMs / 1_000)).toLocaleString('en')} comments/s`,
    `${messages.toLocaleString('en')} in ${(storingMs / 1_000).toFixed(1)} s`,
  )
  return stream
}

function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`
}

function kB(bytes: number): string {
  return (bytes / 1_000).toFixed(0)
}

function mB(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0)
}

function row(what: string, told: string, more = ''): void {
  console.log(`${what.padEnd(24)}${told.padEnd(52)}${more}`)
}
