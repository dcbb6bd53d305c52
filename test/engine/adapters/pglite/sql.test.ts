import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { PgliteSql } from '../../../../engine/adapters/pglite/sql.ts'
import { SqlArchive } from '../../../../engine/adapters/sql/archive.ts'
import { Fault } from '../../../../engine/fault.ts'
import { NOON, STREAM, said } from '../../../fixtures/message.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 10 }

test('what was stored is there after a restart; a folder that is none is a fault until it is one', async t => {
  const parent = await mkdtemp(join(tmpdir(), 'barrage-'))
  t.after(() => rm(parent, { recursive: true, force: true }))
  const folder = join(parent, 'data', 'archive')
  await writeFile(join(parent, 'data'), 'in the way')

  const before = new SqlArchive(new PgliteSql(folder))
  const rows = [{ message: said('a', { at: NOON }), shadowed: false, partition: 0, offset: 0 }]
  const batch = { log: 'l', partitions: 1, rows, marks: [], covered: [] }
  await assert.rejects(before.store(batch), isUnavailable)
  await rm(join(parent, 'data'))
  await before.store(batch)
  await before.close()

  const after = new SqlArchive(new PgliteSql(folder))
  assert.deepEqual(await after.comments(STREAM, ALL), rows)
  await after.close()
})

function isUnavailable(error: unknown): boolean {
  return error instanceof Fault && error.code === 'archive-unavailable'
}

test('one that is still starting is not waited for: what it was asked fails', async () => {
  const sql = new PgliteSql()
  const asked = sql.query('SELECT 1', [])
  const failed = assert.rejects(asked, (error: Fault) => error.code === 'archive-unavailable')
  await Promise.resolve() // it has begun
  await sql.close()
  await failed
})

test('a folder whose beginning was cut off is begun anew', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'barrage-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const archive = join(folder, 'archive')
  await mkdir(archive)
  await writeFile(join(archive, 'PG_VERSION'), '18')
  await writeFile(`${archive}.begun`, '')

  const sql = new PgliteSql(archive)
  t.after(() => sql.close())
  assert.deepEqual((await sql.query('SELECT 1 AS one', [])).rows, [{ one: 1 }])
  assert.deepEqual(await readdir(folder), ['archive'])
})
