// Scripts that run inside Redis. They live in `.lua` files beside this one; each is named to
// Redis by its SHA, and sent whole when Redis does not know it: after a restart, a flush of its
// scripts, a failover. Parts that several scripts share are put before them.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RedisConnection } from './connection.ts'

export type Script = { readonly text: string; readonly sha: string }

/** The files, in order, as one script. */
export function loadScript(...files: readonly string[]): Script {
  const parts = files.map(file => readFileSync(new URL(file, import.meta.url), 'utf8'))
  const text = parts.join('\n')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** @throws Fault `store-unavailable` */
export function runScript(
  connection: RedisConnection,
  { text, sha }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  return connection.run(async client => {
    try {
      return await client.evalsha(sha, keys.length, ...keys, ...args)
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(text, keys.length, ...keys, ...args)
    }
  })
}
