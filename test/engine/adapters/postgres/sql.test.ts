import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PostgresSql } from '../../../../engine/adapters/postgres/sql.ts'
import { Fault } from '../../../../engine/fault.ts'
import { startPostgres } from '../../../fixtures/postgres.ts'
import { until } from '../../../until.ts'

const { services, connect, newDatabase } = await startPostgres()

test('a transaction is whole or was never there', async () => {
  const sql = connect(await newDatabase())
  await sql.query('CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)')
  const broken = sql.transaction(async query => {
    await query.query('INSERT INTO kept VALUES ($1)', [2])
    throw new Error('changed my mind')
  })
  await assert.rejects(broken, /changed my mind/)
  const swallowed = sql.transaction(async query => {
    await query.query('INSERT INTO kept VALUES ($1)', [3])
    await query.query('nonsense').catch(() => {})
  })
  await assert.rejects(swallowed, unavailable(/a statement of the transaction had failed/))
  await sql.transaction(query => query.query('INSERT INTO kept VALUES ($1)', [4]))
  assert.deepEqual((await sql.query('SELECT n FROM kept ORDER BY n')).rows, [{ n: 1 }, { n: 4 }])
})

test('several statements in one text answer with the last', async () => {
  const sql = connect(await newDatabase())
  assert.deepEqual((await sql.query('SELECT 1 AS n; SELECT 2 AS n')).rows, [{ n: 2 }])
})

test('never more connections than it may have; who comes then waits', async () => {
  const url = await newDatabase()
  const sql = connect(url, { connections: 2 })
  const asked = Array.from({ length: 20 }, () => sql.query('SELECT pg_sleep(0.005)'))
  const { rows } = await connect(url).query(
    'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database()',
  )
  await Promise.all(asked)
  assert.ok(Number(rows[0]?.open) <= 3, `${rows[0]?.open} connections`)
})

test('a statement that takes too long is given up, and the next is answered', async () => {
  const sql = connect(await newDatabase(), { statementMs: 100 })
  await assert.rejects(sql.query('SELECT pg_sleep(60)'), unavailable(/took too long/))
  assert.deepEqual((await sql.query('SELECT 1 AS n')).rows, [{ n: 1 }])
})

test('a server that has stopped is noticed, and used again when it goes on', async t => {
  const sql = connect(await newDatabase(), { statementMs: 200 })
  await sql.query('SELECT 1')
  services.pause('postgres')
  t.after(() => services.resume('postgres'))
  await assert.rejects(sql.query('SELECT 1'), unavailable(/timeout/))
  services.resume('postgres')
  await until(() => sql.query('SELECT 1').catch(() => undefined), { withinMs: 20_000 })
})

test('a server that was killed is told as such, and used again when it is back', async () => {
  const sql = connect(await newDatabase())
  await sql.query('SELECT 1')
  const cut = assert.rejects(sql.query('SELECT pg_sleep(60)'), unavailable(/Postgres at 127/))
  await services.kill('postgres')
  await cut
  await assert.rejects(sql.query('SELECT 1'), unavailable(/nobody listens there/))
  await services.start('postgres')
  assert.deepEqual((await sql.query('SELECT 1 AS n')).rows, [{ n: 1 }])
})

const WRONG: [what: string, change: (url: URL) => void, told: RegExp][] = [
  ['database', url => Object.assign(url, { pathname: '/nowhere' }), /no such database/],
  ['user', url => Object.assign(url, { username: 'nobody' }), /does not let this user in/],
  ['port', url => Object.assign(url, { port: '1' }), /nobody listens there/],
]

for (const [what, change, told] of WRONG) {
  test(`a wrong ${what} is told, and never a password`, async () => {
    const url = new URL(services.urls.postgres)
    url.password = 'hush'
    change(url)
    const sql = new PostgresSql({ url: url.href, connections: 1, statementMs: 1_000 })
    await assert.rejects(sql.query('SELECT 1'), error => {
      assert.doesNotMatch((error as Error).message, /hush/)
      return unavailable(told)(error)
    })
    await sql.close()
  })
}

test('what looks like an address and is none is told before anything is asked', () => {
  for (const url of ['postgres://h:99999/d', 'postgres://u:50%zz@h/d']) {
    const open = () => new PostgresSql({ url, connections: 1, statementMs: 1_000 })
    assert.throws(open, error => error instanceof Fault && error.code === 'bad-config')
  }
})

function unavailable(told: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof Fault, String(error))
    assert.equal(error.code, 'archive-unavailable')
    assert.match(error.message, told)
    return true
  }
}
