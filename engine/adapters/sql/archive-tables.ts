// The archive's tables, as everything that reads or writes them does: the schema is brought up
// to date with the first question, the month a stream opened in has its partition before its
// rows come, and what fails is told as an archive that does not answer.

import type { ArchivedStream } from '../../archived.ts'
import { Fault } from '../../fault.ts'
import type { RoomId, StreamId } from '../../ids.ts'
import { openedAt } from '../../stream-id.ts'
import { Months } from './months.ts'
import { Schema } from './schema.ts'
import type { Query, Sql } from './sql.ts'

export type Row = Readonly<Record<string, unknown>>

export class ArchiveTables {
  readonly #sql: Sql
  readonly #schema: Schema
  readonly #months: Months

  constructor(sql: Sql) {
    this.#sql = sql
    this.#schema = new Schema(sql)
    this.#months = new Months(sql)
  }

  /** @throws Fault `archive-unavailable`, as everything here */
  rows(statement: string, params: readonly unknown[]): Promise<readonly Row[]> {
    return this.#ask(async () => (await this.#sql.query(statement, params)).rows)
  }

  /** One transaction, in which messages of these streams may be written. */
  write<T>(streams: Iterable<StreamId>, work: (query: Query) => Promise<T>): Promise<T> {
    return this.#ask(async () => {
      await this.#months.makeFor(streams)
      return this.#sql.transaction(work)
    })
  }

  close(): Promise<void> {
    return this.#sql.close()
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.#schema.ready()
      return await work()
    } catch (error) {
      this.#months.forget()
      if (error instanceof Fault) throw error
      throw new Fault('archive-unavailable', `the archive: ${(error as Error).message}`, error)
    }
  }
}

export function asStream({ stream, room, closed_at: closedAt }: Row): ArchivedStream {
  const id = stream as StreamId
  const open = { stream: id, room: room as RoomId, openedAt: openedAt(id) }
  return closedAt === null ? open : { ...open, closedAt: Number(closedAt) }
}
