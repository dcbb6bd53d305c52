// How fast the log in Kafka is on this machine: `node dist/bench/kafka-log.js [kafka://…]`.
// Without an address it starts a Kafka of its own and ends it. Everything shares the machine.
//
// Three figures: appends a second with many under way; the time from append to the reader at
// 1,000 a second; and the CPU of a process that is connected and has nothing to do, with kafkajs
// as it comes and with its idle loop cured.

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startServices } from '../deploy/services/start-services.ts'
import { openLog } from '../engine/adapters/open-log.ts'
import type { MessageId, RoomId, ViewerId } from '../engine/ids.ts'
import { DANMAKU } from '../engine/message.ts'
import type { Entry, MessageLog, Subscription } from '../engine/ports/message-log.ts'
import { newStreamId } from '../engine/stream-id.ts'

const PARTITIONS = 8
const UNDER_WAY = 10_000
const RUN_MS = 5_000
const STEADY = { perSecond: 1_000, everyMs: 10, ms: 10_000 }
/** Connections are up, and the first metadata is in. */
const SETTLE_MS = 2_000
const IDLE_MS = 10_000

const STREAM = newStreamId(Date.now(), Math.random)
const [, self = '', first, second] = process.argv

if (first === 'idle') await idle(second as string, process.argv[4] === 'cured')
else if (first) await measure(first)
else await withKafka(measure)

async function withKafka(run: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-bench-'))
  const services = await startServices({ folder, which: ['kafka'] })
  try {
    await run(services.urls.kafka)
  } finally {
    await services.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(url: string): Promise<void> {
  const log = await open(url)
  await manyAtOnce(log)
  await log.close()
  const calm = await open(url)
  await steady(calm)
  await calm.close()
  for (const how of ['as it comes', 'cured']) {
    const { stdout } = await promisify(execFile)(process.execPath, [self, 'idle', url, how])
    say(`idle process, kafkajs ${how}`, stdout.trim())
  }
}

async function manyAtOnce(log: MessageLog): Promise<void> {
  let appended = 0
  const before = process.cpuUsage()
  const until = performance.now() + RUN_MS
  const speaker = async (n: number) => {
    for (; performance.now() < until; appended++) await log.append(n % PARTITIONS, spoken(n))
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, (_, n) => speaker(n)))
  const perSecond = Math.round(appended / (RUN_MS / 1_000))
  const { user, system } = process.cpuUsage(before)
  const each = ((user + system) / appended).toFixed(0)
  const said = `${perSecond.toLocaleString('en')} a second, ${each} µs of CPU each`
  say(`appends, ${UNDER_WAY} under way`, said)
}

async function steady(log: MessageLog): Promise<void> {
  const tookMs: number[] = []
  let subscription: Subscription | undefined
  subscription = await log.subscribe('bench', {
    receive: async records => {
      const now = performance.now()
      for (const record of records) {
        const { entry } = record
        if (entry.type === 'message') tookMs.push(now - (entry.message.body.since as number))
        subscription?.done(record)
      }
    },
  })
  const answers: Promise<unknown>[] = []
  const each = (STEADY.perSecond * STEADY.everyMs) / 1_000
  const timer = setInterval(() => {
    for (let n = 0; n < each; n++) answers.push(log.append(n % PARTITIONS, spoken(n)))
  }, STEADY.everyMs)
  await pause(STEADY.ms)
  clearInterval(timer)
  await Promise.all(answers)
  await pause(SETTLE_MS)
  const sorted = tookMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(1)
  const said = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${sorted.length} of ${answers.length} heard`
  say(`append to reader at ${STEADY.perSecond} a second`, said)
}

/** In a process of its own: prints what share of a core it takes to do nothing. */
async function idle(url: string, cured: boolean): Promise<void> {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js')
  const asItComes = prototype.scheduleCheckPendingRequests
  const log = await open(url)
  if (!cured) prototype.scheduleCheckPendingRequests = asItComes
  await log.subscribe('idle', { receive: async () => {} })
  await pause(SETTLE_MS)
  const before = process.cpuUsage()
  await pause(IDLE_MS)
  const { user, system } = process.cpuUsage(before)
  const share = (user + system) / 1_000 / IDLE_MS
  process.stdout.write(`${(share * 100).toFixed(2)} % of a core over ${IDLE_MS / 1_000} s\n`)
  await log.close()
}

function open(url: string): Promise<MessageLog> {
  const options = {
    partitions: PARTITIONS,
    keepMs: 0,
    most: 0,
    mostWaiting: UNDER_WAY,
    producers: 2,
    retentionMs: 3_600_000,
    rewindMs: 0,
  }
  const onTrouble = (text: string, about: object) => console.error(text, about)
  const told = { count: () => {}, onTrouble }
  return openLog({ url: `${url}/bench-${randomUUID()}`, ...options, ...told }, Date.now)
}

function spoken(n: number): Entry {
  const message = {
    id: `bench-${String(n).padStart(5, '0')}` as MessageId,
    room: 'bench' as RoomId,
    stream: STREAM,
    kind: DANMAKU,
    priority: 'low' as const,
    from: { id: `viewer-${n}` as ViewerId, name: '观众' },
    body: { text: '前方高能预警，注意！', since: performance.now() },
    at: Date.now(),
  }
  return { type: 'message', message, shadowed: false }
}

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(34)} ${figure}\n`)
}
