// A stream goes cold out of a real Postgres into a bucket of a real server, and plays on.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCold } from '../../engine/adapters/open-cold.ts'
import { SqlArchive } from '../../engine/adapters/sql/archive.ts'
import type { ViewerId } from '../../engine/ids.ts'
import { ColdFiles } from '../../replay/cold-files.ts'
import { cool, deleteStream, dropCooled } from '../../replay/cooling.ts'
import { Outlines } from '../../replay/outlines.ts'
import { wholePast } from '../../replay/past.ts'
import { gated, ReadGate } from '../../replay/read-gate.ts'
import { NOON, STREAM } from '../fixtures/message.ts'
import { startPostgres } from '../fixtures/postgres.ts'
import { startS3 } from '../fixtures/s3-server.ts'
import { takeBack, tell } from './told.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100_000 }
const MANY = 5_000

const { connect, newDatabase } = await startPostgres()
const s3 = await startS3()

test('it is told as it was, without who was erased, and nothing is left of it in the end', async () => {
  const archive = new SqlArchive(connect(await newDatabase()))
  const cold = openCold({ url: s3.url, folder: '.' })
  const coldFiles = new ColdFiles(cold)
  let now = NOON + 86_400_000
  const clock = () => ++now
  const gate = new ReadGate({ readsAtOnce: 4, readsWaiting: 100 })
  const outlines = new Outlines(archive, () => now)
  const past = wholePast({ archive: gated(archive, gate), outlines, coldFiles, coldGate: gate })
  const told = async () => {
    now += 10_000
    return past.comments(STREAM, ALL)
  }
  const from = { id: 'bob' as ViewerId, name: 'Bob' }
  const lines = Array.from({ length: MANY }, (_, ms) => ({
    ms,
    ...(ms % 10 === 0 ? { from } : {}),
  }))
  const ids = await tell(archive, lines, { ends: ['opened', 'closed'] })
  await takeBack(archive, [ids[5] as never])
  const before = await told()
  assert.equal(before.length, MANY - 1)

  const parts = { archive, cold, coldFiles, now: clock, random: () => 0.5 }
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await archive.tiers.rows(STREAM, { limit: 1 }), [])
  assert.deepEqual(await told(), before)

  await archive.takebacks.erase({ act: 'e', person: from.id, until: now, deletes: true })
  const without = before.filter(({ message }) => message.from.id !== from.id)
  assert.deepEqual(await told(), without)
  assert.deepEqual(
    (await archive.tiers.rewritable(9)).map(({ stream }) => stream),
    [STREAM],
  )
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await told(), without)

  await deleteStream(parts, STREAM)
  assert.deepEqual(await cold.list(''), [])
  assert.deepEqual(await told(), [])
})
