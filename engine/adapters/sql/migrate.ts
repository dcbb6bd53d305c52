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
  let more = (await versionOf(sql, known)) < newestOf(known)
  while (more) more = await sql.transaction(query => applyNext(query, known))
}

/** Whether there may be another one to apply. */
async function applyNext(query: Query, known: readonly Migration[]): Promise<boolean> {
  await query.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
  await query.query(`CREATE TABLE IF NOT EXISTS migrations (
    version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
  const at = await versionOf(query, known)
  const next = known.find(({ version }) => version > at)
  if (!next) return false
  await query.query(next.text)
  await query.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [
    next.version,
    next.name,
  ])
  return next.version < newestOf(known)
}

/** Looks and changes nothing, so that a database that only reads can be read. */
async function versionOf(query: Query, known: readonly Migration[]): Promise<number> {
  const { rows: there } = await query.query("SELECT to_regclass('migrations') AS migrations", [])
  if (there[0]?.migrations === null) return 0
  const { rows } = await query.query(
    'SELECT coalesce(max(version), 0) AS version FROM migrations',
    [],
  )
  const at = Number(rows[0]?.version)
  if (at > newestOf(known))
    throw new Fault(
      'archive-unavailable',
      `the schema of the database is at ${at}, this program knows ${newestOf(known)}: start a newer program`,
    )
  return at
}

function newestOf(known: readonly Migration[]): number {
  return known.at(-1)?.version ?? 0
}
