// The schema of one database, brought up to date with the first question and not before: a
// database that is away when a process starts may come later. What failed is tried again by
// the next question.

import { migrate, migrations } from './migrate.ts'
import type { Sql } from './sql.ts'

export class Schema {
  readonly #sql: Sql
  #ready: Promise<void> | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** @throws Fault `archive-unavailable`: it is newer than this program, or cannot be changed */
  ready(): Promise<void> {
    this.#ready ??= this.#bringUp().catch(error => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #bringUp(): Promise<void> {
    await migrate(this.#sql, await migrations())
  }
}
