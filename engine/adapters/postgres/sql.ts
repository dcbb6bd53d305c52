// A Postgres that others may share, over a bounded pool of connections.
//
// Nothing waits for ever: not for a connection, not for a statement, and not for a server
// that has stopped answering. A connection on which anything failed is closed, never used
// again, and with it goes whatever its transaction had done. What fails is told as a Fault
// `archive-unavailable` in words for whoever runs the server.

import pg from 'pg'
import { Fault } from '../../fault.ts'
import type { Query, Rows, Sql } from '../sql/sql.ts'
import { asFault } from './as-fault.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** The most at once; whoever comes then waits for one to be free. */
  readonly connections: number
  /** The server gives up a statement after this long, and so do we, a little later. */
  readonly statementMs: number
}

/** Of a server on the same network, which takes a few ms. */
const CONNECT_MS = 5_000
/** After the server should have given up: then it does not answer at all. */
const ANSWER_MS = 1_000

export class PostgresSql implements Sql {
  readonly #pool: pg.Pool
  readonly #where: string
  #closed: Promise<void> | undefined

  constructor({ url, connections, statementMs }: PostgresOptions) {
    this.#where = hostOf(url)
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'barrage',
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: statementMs,
      query_timeout: statementMs + ANSWER_MS,
      keepAlive: true,
    })
    this.#pool.on('error', () => {}) // of an idle connection; the next question finds out
  }

  query(text: string, params?: readonly unknown[]): Promise<Rows> {
    return this.#connected(client => ask(client, text, params))
  }

  transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#connected(async client => {
      await client.query('BEGIN')
      const done = await work({ query: (text, params) => ask(client, text, params) })
      const { command } = await client.query('COMMIT')
      if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed')
      return done
    })
  }

  close(): Promise<void> {
    this.#closed ??= this.#pool.end()
    return this.#closed
  }

  async #connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined
    try {
      client = await this.#pool.connect()
      client.on('error', ignore) // it fails the question that is asked, which is enough
      const done = await work(client)
      client.off('error', ignore)
      client.release()
      return done
    } catch (error) {
      client?.release(true)
      throw asFault(error, this.#where)
    }
  }
}

/** @throws Fault `bad-config`: it looked like an address and is none */
function hostOf(url: string): string {
  try {
    const { host, username, password } = new URL(url)
    decodeURIComponent(username + password)
    return host
  } catch (error) {
    throw new Fault(
      'bad-config',
      'the URL of Postgres is no address: is the port above 65535, or a sign in the password not written as %XX?',
      error,
    )
  }
}

/** Several statements in one text give a result each; the last is the answer. */
async function ask(
  client: pg.PoolClient,
  text: string,
  params?: readonly unknown[],
): Promise<Rows> {
  const result: pg.QueryResult | pg.QueryResult[] = await client.query(
    text,
    params === undefined ? undefined : [...params],
  )
  const last = Array.isArray(result) ? result.at(-1) : result
  return { rows: last?.rows ?? [] }
}

function ignore(): void {}
