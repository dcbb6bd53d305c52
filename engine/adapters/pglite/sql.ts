// A Postgres within the process, in a folder: PGlite.
//
// It takes 3 s and hundreds of MB to start, so it starts with the first question and not
// before. It has one connection: questions wait for one another, and a transaction for the
// others to end.

import { mkdir } from 'node:fs/promises'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import { Fault } from '../../fault.ts'
import type { Query, Rows, Sql } from '../sql/sql.ts'

export class PgliteSql implements Sql {
  readonly #folder: string | undefined
  #opened: Promise<PGlite> | undefined

  /** @param folder where the data is kept; without one it is kept in memory */
  constructor(folder?: string) {
    this.#folder = folder
  }

  async query(text: string, params?: readonly unknown[]): Promise<Rows> {
    return ask(await this.#open(), text, params)
  }

  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const database = await this.#open()
    return database.transaction(tx => work({ query: (text, params) => ask(tx, text, params) }))
  }

  async close(): Promise<void> {
    const database = await this.#opened?.catch(() => undefined)
    this.#opened = undefined
    await database?.close()
  }

  /** A start that failed is tried again by the next question. */
  #open(): Promise<PGlite> {
    this.#opened ??= start(this.#folder).catch(error => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }
}

async function start(folder: string | undefined): Promise<PGlite> {
  try {
    if (folder !== undefined) await mkdir(folder, { recursive: true })
    const { PGlite } = await import('@electric-sql/pglite')
    return await PGlite.create(folder === undefined ? {} : { dataDir: folder })
  } catch (error) {
    throw new Fault(
      'archive-unavailable',
      `cannot open the archive in ${folder ?? 'memory'}`,
      error,
    )
  }
}

/** Only its script mode takes several statements, and it takes no parameters. */
async function ask(
  database: PGlite | Transaction,
  text: string,
  params?: readonly unknown[],
): Promise<Rows> {
  if (params) return database.query<Record<string, unknown>>(text, [...params])
  const results = await database.exec(text)
  return { rows: (results.at(-1)?.rows ?? []) as Record<string, unknown>[] }
}
