// The partitions of the messages table: a month of opening days each, made when needed.

import type { StreamId } from '../../ids.ts'
import { openedAt } from '../../stream-id.ts'
import type { Sql } from './sql.ts'

/** Of the advisory lock: 'bmon' in ASCII. Two processes that make one table at once collide. */
const LOCK = 0x626d6f6e

/** The UTC day on which the stream opened, as Postgres reads it. */
export function dayOf(stream: StreamId): string {
  return written(new Date(openedAt(stream)))
}

/** Makes sure that every month these streams opened in has its partition. */
export class Months {
  readonly #sql: Sql
  readonly #made = new Set<string>()

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async makeFor(streams: Iterable<StreamId>): Promise<void> {
    for (const stream of streams) {
      const { from, to, table } = monthOf(stream)
      if (this.#made.has(table)) continue
      await this.#sql.transaction(async query => {
        await query.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
        await query.query(`CREATE TABLE IF NOT EXISTS ${table} PARTITION OF messages
          FOR VALUES FROM ('${from}') TO ('${to}')`)
      })
      this.#made.add(table)
    }
  }

  /** Looks again next time: somebody may have dropped one. */
  forget(): void {
    this.#made.clear()
  }
}

function monthOf(stream: StreamId): { from: string; to: string; table: string } {
  const day = new Date(openedAt(stream))
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()]
  const from = written(new Date(Date.UTC(year, month)))
  const to = written(new Date(Date.UTC(year, month + 1)))
  return { from, to, table: `messages_${from.slice(0, -3).replace('-', '_')}` }
}

/** Not `toISOString`, which puts a sign before years of five digits. */
function written(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const year = String(day.getUTCFullYear()).padStart(4, '0')
  return `${year}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`
}
