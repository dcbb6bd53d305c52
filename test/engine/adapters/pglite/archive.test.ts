// PGlite takes a second to start, so one is shared by everything here: the archive's contract,
// and what only SQL can get wrong.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { PgliteSql } from '../../../../engine/adapters/pglite/sql.ts'
import { SqlArchive } from '../../../../engine/adapters/sql/archive.ts'
import { migrate, migrations } from '../../../../engine/adapters/sql/migrate.ts'
import type { Sql } from '../../../../engine/adapters/sql/sql.ts'
import { Fault } from '../../../../engine/fault.ts'
import { archiveContract } from '../../../contracts/archive.ts'
import { NOON, said, streamOf } from '../../../fixtures/message.ts'

const sql = new PgliteSql()
after(() => sql.close())

archiveContract('PGlite', async () => new SqlArchive(sql))

test('rows, marks and covered offsets are stored together or not at all', async () => {
  const failing: Sql = {
    query: (text, params) => sql.query(text, params),
    transaction: work =>
      sql.transaction(query =>
        work({
          query: (text, params) =>
            text.includes('INTO covered')
              ? Promise.reject(new Error('gone'))
              : query.query(text, params),
        }),
      ),
    close: async () => {},
  }
  const stream = streamOf(500)
  const message = said('half', { stream, at: NOON + 500_000 })
  const rows = [{ message, shadowed: false, partition: 0, offset: 0 }]
  const batch = { log: 'half', partitions: 1, rows, marks: [], covered: [] }
  await assert.rejects(new SqlArchive(failing).store(batch), isFault)
  assert.equal(await new SqlArchive(sql).stream(stream), undefined)
})

test('many that start at once migrate once, and again changes nothing', async () => {
  const known = await migrations()
  await Promise.all([1, 2, 3].map(() => migrate(sql, known)))
  const { rows } = await sql.query('SELECT version FROM migrations', [])
  assert.equal(rows.length, known.length)
})

test('a schema newer than the program is refused', async () => {
  const known = await migrations()
  const newest = known.at(-1)?.version ?? 0
  await sql.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [newest + 1, 'later'])
  await assert.rejects(migrate(sql, known), isFault)
  await assert.rejects(new SqlArchive(sql).stream(streamOf(1)), isFault)
  await sql.query('DELETE FROM migrations WHERE version > $1', [newest])
})

test('a migration that fails leaves nothing behind', async () => {
  const known = await migrations()
  const version = (known.at(-1)?.version ?? 0) + 1
  const broken = { version, name: 'broken', text: 'CREATE TABLE half (n int); SELECT nonsense' }
  await assert.rejects(migrate(sql, [...known, broken]))
  const { rows } = await sql.query("SELECT to_regclass('half') AS half", [])
  assert.deepEqual(rows, [{ half: null }])
})

function isFault(error: unknown): boolean {
  return error instanceof Fault && error.code === 'archive-unavailable'
}
