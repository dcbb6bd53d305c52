import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryJobs } from '../../engine/adapters/memory/jobs.ts'
import type { Covered, Mark } from '../../engine/ports/archive.ts'
import type { SegmentName } from '../../engine/ports/replay-store.ts'
import { EndOfStream } from '../../replay/end-of-stream.ts'
import { NOON, ROOM, STREAM, said } from '../fixtures/message.ts'
import { until } from '../until.ts'

test('a stream is sealed when every mark is there, however late the last one', async t => {
  const { archive, end, sealed, turn, store } = await opened(t)
  await store([mark('opened', 0, 0), mark('closed', 0, 4), mark('opened', 1, 0)], {
    ...{ partition: 0, from: 0, to: 4 },
  })
  await end.closed(mark('closed', 0, 4))
  await end.closed(mark('closed', 0, 4))
  assert.deepEqual(await end.wholeness(STREAM), { whole: null })
  turn(2_500)
  await store([mark('closed', 1, 3)], { partition: 1, from: 0, to: 3 })
  await until(() => {
    turn(1_000)
    return sealed.length > 0
  })
  assert.deepEqual(sealed, [[]])
  assert.deepEqual(await end.wholeness(STREAM), { whole: true })
  await archive.close()
  assert.deepEqual(await end.wholeness(STREAM), { whole: true }, 'whole stays whole')
})

test('what is missing is told, until it is there', async t => {
  const { end, store } = await opened(t)
  await store(
    [0, 1].flatMap(partition => [mark('opened', partition, 0), mark('closed', partition, 2)]),
    {
      ...{ partition: 0, from: 0, to: 2 },
    },
  )
  const missing = [{ log: 'l', partition: 1, from: 0, to: 2 }]
  assert.deepEqual(await end.wholeness(STREAM), { whole: false, missing })
  await store([], { partition: 1, from: 0, to: 2 })
  assert.deepEqual(await end.wholeness(STREAM), { whole: true })
})

test('a stream that has ended is known by its facts, and is warm a while later', async t => {
  const { archive, end, jobs, sealed, warmed, store, turn } = await opened(t)
  const rows = [0, 1_000, 25_000].map((ms, n) => {
    return {
      message: said(`m${n}`, { at: NOON + ms }),
      shadowed: false,
      partition: 0,
      offset: n + 1,
    }
  })
  await archive.store({ log: 'l', partitions: 2, rows, marks: [], covered: [] })
  const marks = [0, 1].flatMap(at => [mark('opened', at, 0), mark('closed', at, 9)])
  await store(marks, { partition: 0, from: 0, to: 9 })
  await end.closed(mark('closed', 0, 9))
  turn(2_500)
  await until(() => sealed.length > 0)
  const facts = JSON.parse((await archive.outline(STREAM))?.facts ?? '')
  const peak = { from: 0, to: 10_000, count: 2 }
  assert.deepEqual(facts, { messages: 3, kinds: { danmaku: 3 }, speakers: 1, peak })
  assert.deepEqual(
    (await jobs.list({ offset: 0, limit: 9 })).map(({ id, due }) => [id, due]),
    [
      [`warm-${STREAM}`, NOON + SETTINGS.warmAfterMs],
      [`seal-${STREAM}`, NOON + 2_000],
    ],
  )
  assert.deepEqual(warmed, [])
  await until(() => {
    turn(1_000)
    return warmed.length === 2
  })
  assert.deepEqual(
    warmed.map(({ from, to }) => [from, to]),
    [
      [0, 10_000],
      [20_000, 30_000],
    ],
  )
})

const SETTINGS = { segmentMs: 10_000, liveSegmentMs: 2_000, warmAfterMs: 3_000 }

function mark(which: Mark['mark'], partition: number, offset: number): Mark {
  return { mark: which, room: ROOM, stream: STREAM, at: NOON, partition, offset }
}

async function opened(t: { after(fn: () => Promise<void>): void }) {
  let now = NOON
  const archive = new MemoryArchive({ mostRows: 100 })
  const jobs = new MemoryJobs({ now: () => now, backoffMs: 1 })
  const sealed: (readonly Covered[])[] = []
  const warmed: SegmentName[] = []
  const end = await EndOfStream.start({
    ...{ archive, jobs, now: () => now, settings: SETTINGS },
    segments: { warm: async name => void warmed.push(name) },
    missing: stream => archive.missing(stream),
    onSealed: (_stream, missing) => sealed.push(missing),
  })
  t.after(() => end.close())
  const store = (marks: readonly Mark[], covered: Covered) =>
    archive.store({ log: 'l', partitions: 2, rows: [], marks, covered: [covered] })
  const turn = (ms: number) => {
    now += ms
  }
  return { archive, jobs, end, sealed, warmed, store, turn }
}
