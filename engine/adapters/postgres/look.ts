// A look at a Postgres before anything depends on it: is it there, and which version?

import { PostgresSql } from './sql.ts'

/** @throws Fault `archive-unavailable`, in words */
export async function lookAtPostgres(url: string, timeoutMs: number): Promise<string> {
  const sql = new PostgresSql({ url, connections: 1, statementMs: timeoutMs })
  try {
    const { rows } = await sql.query('SHOW server_version')
    const [{ server_version: version = '' } = {}] = rows as { server_version?: string }[]
    return version.split(' ', 1)[0] as string
  } finally {
    await sql.close()
  }
}
