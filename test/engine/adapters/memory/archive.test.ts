import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryArchive } from '../../../../engine/adapters/memory/archive.ts'
import { archiveContract } from '../../../contracts/archive.ts'
import { NOON, ROOM, said, streamOf } from '../../../fixtures/message.ts'

archiveContract('memory', async () => new MemoryArchive({ mostRows: 1_000 }))

test('a full archive lets the oldest stream go first, and no longer claims that it is whole', async () => {
  const archive = new MemoryArchive({ mostRows: 3 })
  const rows = [0, 1, 2, 3].map(n => ({
    message: said(`m${n}`, { stream: streamOf(n < 2 ? 0 : 1), at: NOON + 2_000 + n }),
    ...{ shadowed: false, partition: 0, offset: n + 1 },
  }))
  const mark = { room: ROOM, stream: streamOf(0), at: NOON, partition: 0 }
  const marks = [
    { ...mark, mark: 'opened' as const, offset: 0 },
    { ...mark, mark: 'closed' as const, offset: 5 },
  ]
  const covered = [{ partition: 0, from: 0, to: 5 }]
  const all = { from: 0, to: Number.POSITIVE_INFINITY, limit: 10 }
  const batch = { log: 'l', partitions: 1, covered }
  await archive.store({ ...batch, rows: rows.slice(0, 3), marks })
  assert.deepEqual(await archive.missing(streamOf(0)), [])

  await archive.store({ ...batch, rows: rows.slice(3), marks: [] })
  assert.equal(await archive.missing(streamOf(0)), undefined)
  assert.equal((await archive.comments(streamOf(0), all)).length, 1)
  assert.equal((await archive.comments(streamOf(1), all)).length, 2)
})

test('an imported stream that lost rows no longer claims that it is whole', async () => {
  const archive = new MemoryArchive({ mostRows: 2 })
  const stream = streamOf(0)
  await archive.overlay.beginImport({ stream, room: ROOM, begunAt: NOON })
  const rows = [0, 1, 2].map(n => ({ message: said(`m${n}`, { at: NOON + n }), shadowed: false }))
  await archive.overlay.add(stream, rows)
  await archive.overlay.endImport(stream, NOON + 9)
  assert.equal(await archive.missing(stream), undefined)
  assert.equal((await archive.streams(ROOM, 9)).length, 1)
})
