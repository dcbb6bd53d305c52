import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryJobs } from '../../engine/adapters/memory/jobs.ts'
import type { Covered, Mark } from '../../engine/ports/archive.ts'
import { EndOfStream } from '../../replay/end-of-stream.ts'
import { NOON, ROOM, STREAM } from '../fixtures/message.ts'
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

function mark(which: Mark['mark'], partition: number, offset: number): Mark {
  return { mark: which, room: ROOM, stream: STREAM, at: NOON, partition, offset }
}

async function opened(t: { after(fn: () => Promise<void>): void }) {
  let now = NOON
  const archive = new MemoryArchive({ mostRows: 100 })
  const jobs = new MemoryJobs({ now: () => now, backoffMs: 1 })
  const sealed: (readonly Covered[])[] = []
  const end = await EndOfStream.start({
    ...{ archive, jobs, now: () => now },
    onSealed: (_stream, missing) => sealed.push(missing),
  })
  t.after(() => end.close())
  const store = (marks: readonly Mark[], covered: Covered) =>
    archive.store({ log: 'l', partitions: 2, rows: [], marks, covered: [covered] })
  const turn = (ms: number) => {
    now += ms
  }
  return { archive, end, sealed, store, turn }
}
