// PGlite takes a second to start, so all share one, which begins each time with no rooms.

import { after } from 'node:test'
import { PgliteSql } from '../../../../engine/adapters/pglite/sql.ts'
import { SqlSettings } from '../../../../engine/adapters/sql/settings.ts'
import { settingsContract } from '../../../contracts/settings.ts'

const sql = new PgliteSql()
after(() => sql.close())

settingsContract('PGlite', async () => {
  await sql.query('DROP TABLE IF EXISTS rooms')
  await sql.query('DROP TABLE IF EXISTS migrations')
  await sql.query(
    'DROP TABLE IF EXISTS streams, messages, marks, covered, slots, tallies, tombstones, erasures, cold_people',
  )
  return new SqlSettings({
    query: (text, params) => sql.query(text, params),
    transaction: work => sql.transaction(work),
    close: async () => {},
  })
})
