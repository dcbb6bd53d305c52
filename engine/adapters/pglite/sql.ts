// A Postgres within the process, in a folder: PGlite.
//
// It takes seconds and hundreds of MB to start, so it starts with the first question and not
// before, in a thread of its own. It has one connection: questions wait for one another, and
// for a transaction to end.

import { Fault } from '../../fault.ts'
import type { Query, Rows, Sql } from '../sql/sql.ts'
import { Database } from './database.ts'

export class PgliteSql implements Sql {
  readonly #folder: string | undefined
  #opened: Promise<Database> | undefined
  /** Resolves when whoever has the connection now is done with it. */
  #free: Promise<unknown> = Promise.resolve()

  /** @param folder where the data is kept; without one it is kept in memory */
  constructor(folder?: string) {
    this.#folder = folder
  }

  query(text: string, params?: readonly unknown[]): Promise<Rows> {
    return this.#inTurn(database => database.ask(text, params))
  }

  transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#inTurn(async database => {
      await database.ask('BEGIN')
      try {
        const done = await work({ query: (text, params) => database.ask(text, params) })
        await database.ask('COMMIT')
        return done
      } catch (failure) {
        await database.ask('ROLLBACK').catch(() => {}) // the first failure says more
        throw failure
      }
    })
  }

  async close(): Promise<void> {
    await this.#free
    const database = await this.#opened?.catch(() => undefined)
    this.#opened = undefined
    await database?.close()
  }

  #inTurn<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const turn = this.#free.then(async () => work(await this.#open()))
    this.#free = turn.catch(() => {})
    return turn
  }

  /** A start that failed is tried again by the next question, and so is a thread that ended. */
  async #open(): Promise<Database> {
    const opened = await this.#opened?.catch(() => undefined)
    if (opened?.alive) return opened
    this.#opened = start(this.#folder)
    return this.#opened
  }
}

async function start(folder: string | undefined): Promise<Database> {
  try {
    return await Database.open(folder)
  } catch (error) {
    throw new Fault(
      'archive-unavailable',
      `cannot open the archive in ${folder ?? 'memory'}`,
      error,
    )
  }
}
