// A Postgres within the process, in a folder: PGlite.
//
// It takes more than a second and 200 MB to start, so it starts with the first question and not
// before, in a thread of its own. It has one connection: questions wait for one another, and
// for a transaction to end.

import { Fault } from '../../fault.ts'
import type { Query, Rows, Sql } from '../sql/sql.ts'
import { Database } from './database.ts'

export class PgliteSql implements Sql {
  readonly #folder: string | undefined
  #database: Database | undefined
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

  /** What is being asked is waited for, a start is not. */
  async close(): Promise<void> {
    const database = this.#database
    this.#database = undefined
    if (database?.isOpen) await this.#free
    await database?.close()
  }

  #inTurn<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const turn = this.#free.then(async () => work(await this.#open()))
    this.#free = turn.catch(() => {})
    return turn
  }

  /** A start that failed is tried again by the next question, and so is a thread that ended. */
  async #open(): Promise<Database> {
    if (!this.#database?.alive) this.#database = new Database(this.#folder)
    const database = this.#database
    try {
      await database.opened
      return database
    } catch (error) {
      const where = this.#folder ?? 'memory'
      throw new Fault('archive-unavailable', `cannot open the archive in ${where}`, error)
    }
  }
}
