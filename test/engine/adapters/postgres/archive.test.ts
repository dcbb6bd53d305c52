// The archive on a real Postgres: its contract, many that start at once, and what a Postgres
// may be that does not take what it is given. Nothing that was said is lost by any of it.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { MemoryMessageLog } from '../../../../engine/adapters/memory/message-log.ts'
import { SqlArchive } from '../../../../engine/adapters/sql/archive.ts'
import { migrations } from '../../../../engine/adapters/sql/migrate.ts'
import type { Sql } from '../../../../engine/adapters/sql/sql.ts'
import { Archiver } from '../../../../replay/archiver.ts'
import { archiveContract } from '../../../contracts/archive.ts'
import { entry, NOON, STREAM } from '../../../fixtures/message.ts'
import { startPostgres } from '../../../fixtures/postgres.ts'
import { until } from '../../../until.ts'

const { services, connect, newDatabase } = await startPostgres()
const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100 }
/** A Postgres that comes back on a busy machine takes its time. */
const PATIENT = { withinMs: 20_000 }

archiveContract('Postgres', async () => new SqlArchive(connect(await newDatabase())))

test('five processes that start at once migrate once', async () => {
  const url = await newDatabase()
  const at = new URL('../../../../engine/adapters/', import.meta.url)
  const script = `
    const { PostgresSql } = await import('${at}postgres/sql.js')
    const { SqlArchive } = await import('${at}sql/archive.js')
    const sql = new PostgresSql({ url: '${url}', connections: 2, statementMs: 10_000 })
    const archive = new SqlArchive(sql)
    console.log(JSON.stringify(await archive.streams('lobby', 1)))
    await archive.close()`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  const answers = await Promise.all(Array.from({ length: 5 }, run))
  assert.deepEqual(
    answers.map(({ stdout }) => stdout),
    Array(5).fill('[]\n'),
  )
  await appliedOnce(connect(url))
})

test('twenty pools that start at once migrate once', async () => {
  const url = await newDatabase()
  const archives = Array.from({ length: 20 }, () => new SqlArchive(connect(url)))
  await Promise.all(archives.map(archive => archive.stream(STREAM)))
  await appliedOnce(connect(url))
})

test('a full disk: told once, tried again, and all is there when there is room', async t => {
  const { sql, archive, said, archiver, outages } = await archiving(t)
  await sql.query(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON covered EXECUTE FUNCTION full_disk()`)
  await said('b', 'c')
  await until(() => archiver.counts.retries >= 2, PATIENT)
  assert.equal(outages.length, 1)
  assert.match(outages[0] ?? '', /Postgres at .* its disk is full: make room there/)
  await sql.query('DROP TRIGGER full_disk ON covered')
  await told(archive, ['a', 'b', 'c'])
})

test('a read-only Postgres: it is read, what is new waits, and is stored when it may be', async t => {
  const { sql, url, archive, said, archiver, outages } = await archiving(t)
  const name = new URL(url).pathname.slice(1)
  await sql.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  await cutOthers(sql)
  await connectedAgain(archive)
  await said('b')
  await until(() => archiver.counts.retries >= 2, PATIENT)
  assert.match(outages.at(-1) ?? '', /it is read-only .*: use the primary/)
  const reader = new SqlArchive(connect(url))
  await told(reader, ['a'])
  await sql.query(`SET default_transaction_read_only = off;
    ALTER DATABASE ${name} SET default_transaction_read_only = off`)
  await cutOthers(sql)
  await told(archive, ['a', 'b'])
})

test('a schema newer than the program: told once, tried again, and nothing is lost', async t => {
  const { sql, log, said, url, archiver: first } = await archiving(t)
  await first.close()
  const newest = (await migrations()).at(-1)?.version ?? 0
  await sql.query(`INSERT INTO migrations (version, name) VALUES (${newest + 1}, 'later')`)
  const older = new SqlArchive(connect(url))
  const { archiver, outages } = await archiverOf(t, log, older)
  await said('b')
  await until(() => archiver.counts.retries >= 2, PATIENT)
  assert.deepEqual(outages, [
    `the schema of the database is at ${newest + 1}, this program knows ${newest}: start a newer program`,
  ])
  await sql.query(`DELETE FROM migrations WHERE version > ${newest}`)
  await told(older, ['a', 'b'])
})

test('a Postgres that is killed, and one that stops: the archiver goes on by itself', async t => {
  const { archive, said, archiver, outages } = await archiving(t)
  await services.kill('postgres')
  await said('b')
  await until(() => archiver.counts.retries >= 2, PATIENT)
  assert.equal(outages.length, 1)
  await services.start('postgres')
  await told(archive, ['a', 'b'])
  services.pause('postgres')
  await said('c')
  services.resume('postgres')
  await told(archive, ['a', 'b', 'c'])
})

/** A log whose first record is in the archive already, and an archiver between them. */
async function archiving(t: TestContext) {
  const url = await newDatabase()
  const [sql, archive] = [connect(url, { connections: 1 }), new SqlArchive(connect(url))]
  const log = new MemoryMessageLog({ partitions: 1, keepMs: 60_000, most: 1_000, now: () => NOON })
  const said = async (...texts: string[]) => {
    for (const text of texts) await log.append(0, entry(text))
  }
  const { archiver, outages } = await archiverOf(t, log, archive)
  await said('a')
  await told(archive, ['a'])
  return { url, sql, log, archive, said, archiver, outages }
}

async function archiverOf(t: TestContext, log: MemoryMessageLog, archive: SqlArchive) {
  const outages: string[] = []
  const archiver = await Archiver.start({
    log,
    archive,
    settings: { batchRows: 100, batchMs: 1 },
    now: () => NOON,
    onClosed: async () => {},
    onTakenBack: () => {},
    onOutage: cause => outages.push((cause as Error).message),
  })
  t.after(() => archiver.close())
  return { archiver, outages }
}

/** What was cut has been noticed: the next thing asked is not answered with that. */
async function connectedAgain(archive: SqlArchive): Promise<void> {
  const answers = () => archive.stream(STREAM).then(Boolean, () => false)
  await until(answers, PATIENT)
}

async function told(archive: SqlArchive, texts: readonly string[]): Promise<void> {
  const count = async () => (await archive.comments(STREAM, ALL)).length
  await until(async () => (await count().catch(() => 0)) === texts.length, PATIENT)
  const found = (await archive.comments(STREAM, ALL)).map(({ message }) => message.id)
  assert.deepEqual(found.sort(), texts)
}

async function cutOthers(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`)
}

async function appliedOnce(sql: Sql): Promise<void> {
  const { rows } = await sql.query('SELECT version FROM migrations ORDER BY version')
  assert.deepEqual(
    rows.map(({ version }) => version),
    (await migrations()).map(({ version }) => version),
  )
}
