// PGlite in a thread of its own: what it is asked comes as messages, one after the other.
// database.ts is the other end.

import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Rows } from '../sql/sql.ts'
import { openFolder } from './new-folder.ts'
import { type Answered, type Asked, CLOSE, OPEN } from './thread-messages.ts'

const { folder } = workerData as { readonly folder: string | undefined }
if (folder !== undefined) await mkdir(dirname(folder), { recursive: true })
const database = await openFolder(folder)

parentPort?.on('message', async (asked: Asked | typeof CLOSE) => {
  if (asked === CLOSE) {
    await database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(await answer(asked))
})
parentPort?.postMessage(OPEN)

async function answer({ id, text, params }: Asked): Promise<Answered> {
  try {
    return { id, rows: await rowsOf(text, params) }
  } catch (failure) {
    const { message, code } = failure as Error & { readonly code?: string }
    return { id, error: Object.assign(new Error(message), code ? { code } : {}) }
  }
}

/** Only its script mode takes several statements, and it takes no parameters. */
async function rowsOf(text: string, params?: readonly unknown[]): Promise<Rows['rows']> {
  if (params) return (await database.query<Record<string, unknown>>(text, [...params])).rows
  const results = await database.exec(text)
  return (results.at(-1)?.rows ?? []) as Record<string, unknown>[]
}
