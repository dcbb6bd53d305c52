// Those who come in and take nothing: they never read, or they are gone without a word. None of
// them costs more than a socket's share of memory, each is told to come back and let go of within
// its deadline, and those who read notice nothing.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { AbuseCrowd } from '../../loadtest/abuse/abuse-crowd.ts'
import { Line } from '../../loadtest/abuse/line.ts'
import { dialect } from '../../loadtest/crowd/barrage-dialect.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { beside, heartbeats, latencies, noticedNothing } from './honest.ts'
import { BIG, Live } from './live.ts'
import { metric } from './metric.ts'
import { ServerSockets } from './server-sockets.ts'

const HONEST = 10
const HEARTBEAT_MS = 500
const QUICK = {
  ...BIG,
  BARRAGE_EDGE_HEARTBEAT_MS: `${HEARTBEAT_MS}`,
  BARRAGE_EDGE_SWEEP_MS: '50',
}
/** Frames of some 60 KB when much is said: less than may wait. */
const QUOTA = ROOM_DEFAULTS.quota.slice(0, 1).map(tier => ({ ...tier, perSecond: 600 }))

async function opened(t: TestContext, env: Readonly<Record<string, string>>): Promise<Live> {
  const live = await Live.start(t, { ...QUICK, ...env })
  const room = '/admin/v1/rooms/lobby'
  assert.equal((await live.operator('PUT', `${room}/settings`, { tickMs: 50 })).status, 200)
  assert.equal((await live.operator('PUT', `${room}/quota`, QUOTA)).status, 200)
  return live
}

/** In as everybody comes in, and from then on nothing is read. */
async function neverRead({ barrage: { url } }: Live, number: number): Promise<Line> {
  const joined = { server: url, room: 'lobby', key: undefined }
  const line = await Line.enter(dialect, await dialect.join(joined, number, undefined))
  line.socket.pause()
  return line
}

test('200 who never read are told to come back, and let go of; the others notice nothing', async t => {
  const sockets = new ServerSockets(t)
  const live = await opened(t, { BARRAGE_EDGE_UNREAD_FRAMES: '5' })
  const honest = await live.crowd('lobby', HONEST)
  heartbeats(t, honest, HEARTBEAT_MS / 5)
  const before = await latencies('before', honest)
  const rss = process.memoryUsage().rss
  const lines = await Promise.all(Array.from({ length: 200 }, (_, n) => neverRead(live, n)))
  const began = performance.now()
  let goneMs = 0
  const gone = until(async () => (await metric(live, 'barrage_connections')) === HONEST, {
    what: 'their sockets are gone',
  }).then(() => {
    goneMs = performance.now() - began
  })
  const during = await latencies('beside', honest, () => goneMs > 0)
  await gone
  const rssMb = Math.round((process.memoryUsage().rss - rss) / 1e6)
  assert.equal(await metric(live, 'barrage_closed_total{why="tooSlow"}'), lines.length)
  for (const { socket } of lines) socket.resume() // now they see how they were ended
  const codes = await Promise.all(lines.map(({ ended }) => ended))
  assert.deepEqual(codes, Array(lines.length).fill('4002'))
  noticedNothing(honest)
  t.diagnostic(
    `${beside(before, during)}; gone within ${Math.round(goneMs)} ms; ${rssMb} MB more, ${sockets.mostUnsent} bytes unsent`,
  )
})

/** A custom kind may have 2 KiB; the kernel swallows megabytes of them for each socket. */
const BULK = { kind: 'bulk', body: { bulk: 'x'.repeat(2_000) } }
const UNSENT_BYTES = 65_536
const READERLESS = 4
/** How fast it is said is the machine's; what is shown, and fills the kernel, is some MB a second. */
const FULL_WITHIN_MS = 60_000
/** Many frames of each. */
const SKIPPED = 20 * READERLESS

test('what waits in user space for who never reads is 64 KiB and a frame, whatever is said', async t => {
  const sockets = new ServerSockets(t)
  const live = await opened(t, {
    BARRAGE_EDGE_UNREAD_FRAMES: '10000', // nobody is ended before the kernel is full
    BARRAGE_EDGE_SILENT_MS: '600000',
    BARRAGE_EDGE_UNSENT_BYTES: `${UNSENT_BYTES}`,
  })
  const ann = await live.enter('lobby')
  let frameBytes = 0
  ann.socket.on('message', data => {
    frameBytes = Math.max(frameBytes, (data as Buffer).length)
  })
  await Promise.all(Array.from({ length: READERLESS }, (_, n) => neverRead(live, n)))
  let [most, round] = [0, 0]
  const talk = async () => {
    await sayAll(live, 'lobby', made(100, { ...BULK, cid: `bulk${round++}` }))
    most = Math.max(most, sockets.mostUnsent)
  }
  const talkedUntil = (isSo: () => boolean | Promise<boolean>, what: string) =>
    until(() => talk().then(isSo), { withinMs: FULL_WITHIN_MS, what })
  await talkedUntil(() => most > UNSENT_BYTES, 'the kernel takes no more')
  const skipped = () => metric(live, 'barrage_skipped_total').then(count => count >= SKIPPED)
  await talkedUntil(skipped, 'they are skipped')
  t.diagnostic(
    `${round * 200} KB said, ${most} bytes unsent at most; frames of up to ${frameBytes}`,
  )
  assert.ok(most <= UNSENT_BYTES + frameBytes, `${most} bytes unsent`)
  noticedNothing([ann])
})

const GONE = 20
const SILENT_MS = 2_000

test('peers that are gone without a FIN are closed as silent and taken off the counts', async t => {
  const live = await opened(t, { BARRAGE_EDGE_SILENT_MS: `${SILENT_MS}` })
  const honest = await live.crowd('lobby', HONEST)
  heartbeats(t, honest, HEARTBEAT_MS / 2)
  const before = await latencies('before', honest)
  const crowd = new AbuseCrowd()
  t.after(() => crowd.stop())
  await crowd.freeze({ server: live.barrage.url, room: 'lobby', each: GONE })
  const began = performance.now()
  await until(() => honest[0]?.batches.some(({ viewers }) => viewers === HONEST + GONE))
  let goneMs = 0
  const isCounted = () => metric(live, 'barrage_connections').then(count => count > HONEST)
  const gone = until(async () => !(await isCounted())).then(() => {
    goneMs = performance.now() - began
  })
  const during = await latencies('beside', honest, () => goneMs > 0)
  await gone
  assert.equal(await metric(live, 'barrage_closed_total{why="silent"}'), GONE)
  const told = () => honest.map(({ batches }) => batches.at(-1)?.viewers)
  await until(() => told().every(viewers => viewers === HONEST), { what: 'the count is told' })
  noticedNothing(honest)
  t.diagnostic(`${beside(before, during)}; gone within ${Math.round(goneMs)} ms`)
})
