// One database for several ports, where two that opened it would ruin it (PGlite). Each port
// closes it as if it were its own; the last one does.

import type { Sql } from './sql.ts'

/** @returns as many as were asked for, each to be closed once */
export function sharedSql(sql: Sql, ports: number): readonly Sql[] {
  let open = ports
  return Array.from({ length: ports }, () => ({
    query: (text: string, params?: readonly unknown[]) => sql.query(text, params),
    transaction: <T>(work: Parameters<typeof sql.transaction<T>>[0]) => sql.transaction(work),
    close: async () => {
      open -= 1
      if (open === 0) await sql.close()
    },
  }))
}
