// Brings the schema up to what this program knows: the .sql files beside this one, in the
// order of their numbers, each in a transaction of its own together with the note that it
// was applied.
//
// Many processes may start at once: a lock lets one look and apply at a time, and the others
// find it done. A schema that is newer than the program is left alone and refused.

import { readdir, readFile } from 'node:fs/promises'
import { Fault } from '../../fault.ts'
import type { Query, Sql } from './sql.ts'

/** Of the advisory lock: 'barr' in ASCII, so that it is nobody else's. */
const LOCK = 0x62617272
const FOLDER = new URL('./migrations/', import.meta.url)
const NAME = /^(\d{4})-[a-z-]+\.sql$/

export type Migration = { readonly version: number; readonly name: string; readonly text: string }

/** The migrations this program carries, in order. */
export async function migrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter(name => NAME.test(name)).sort()
  return Promise.all(
    names.map(async name => ({
      version: Number(name.slice(0, 4)),
      name,
      text: await readFile(new URL(name, folder), 'utf8'),
    })),
  )
}

/** @throws Fault `archive-unavailable`: the schema is newer than the program */
export async function migrate(sql: Sql, known: readonly Migration[]): Promise<void> {
  let more = true
  while (more) more = await sql.transaction(query => applyNext(query, known))
}

/** Whether there may be another one to apply. */
async function applyNext(query: Query, known: readonly Migration[]): Promise<boolean> {
  await query.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  await query.query(`CREATE TABLE IF NOT EXISTS migrations (
    version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
  const { rows } = await query.query('SELECT coalesce(max(version), 0) AS version FROM migrations')
  const at = Number(rows[0]?.version)
  const newest = known.at(-1)?.version ?? 0
  if (at > newest)
    throw new Fault(
      'archive-unavailable',
      `the archive's schema is at ${at}, this program knows ${newest}: start a newer program`,
    )

  const next = known.find(({ version }) => version > at)
  if (!next) return false
  await query.query(next.text)
  await query.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [
    next.version,
    next.name,
  ])
  return next.version < newest
}
