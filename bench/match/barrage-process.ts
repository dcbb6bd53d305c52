// `barrage all` as a process of its own, pinned, with a data folder of its own and keys that
// are known: embedded storage, as it is installed.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Asked } from '../../loadtest/run/plan.ts'
import { endProcess, startPinned } from '../pinned.ts'

const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url))
const START_MS = 30_000
export const KEYS = { application: 'a'.repeat(32), operator: 'o'.repeat(32) }

/** Viewers as they are once they have stood for a minute, which a run is too short to see. */
export const STEADY = { BARRAGE_EDGE_HEARTBEAT_MS: '25000' }

export type BarrageProcess = {
  readonly url: string
  readonly admin: string
  readonly pids: readonly number[]
  readonly stop: () => Promise<void>
}

/** @param env further settings, over those of the bench's own environment */
export async function startBarrageProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<BarrageProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-bench-'))
  const child = startPinned(MAIN, ['all'], {
    BARRAGE_PORT: '0',
    BARRAGE_ADMIN_PORT: '0',
    BARRAGE_LOG_LEVEL: 'warn',
    BARRAGE_EDGE_CAPACITY: '18500',
    ...STEADY,
    ...process.env,
    BARRAGE_DATA_FOLDER: folder,
    BARRAGE_KEYS_APPLICATION: KEYS.application,
    BARRAGE_KEYS_OPERATOR: KEYS.operator,
    ...env,
  })
  const stop = async () => {
    await endProcess(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
  const found: Record<string, string> = {}
  if (!child.stdout) throw new TypeError('a process without output')
  for await (const line of createInterface(child.stdout)) {
    const [, what = '', url = ''] = /(the API|operators) +(http:\/\/[^/]+)/.exec(line) ?? []
    found[what] = url
    if (found.operators) break
  }
  clearTimeout(late)
  child.stdout.resume()
  const { 'the API': url = '', operators: admin = '' } = found
  if (admin && child.pid !== undefined) return { url, admin, pids: [child.pid], stop }
  await stop()
  throw new Error('barrage all did not start')
}

/** What a run against it is told. */
export function askedOf({ url, admin, pids }: BarrageProcess): Asked {
  return {
    ...{ server: url, admin, key: KEYS.application, operatorKey: KEYS.operator },
    ...{ seed: 1, deflate: false, ticketsFirst: true, joinByKey: false },
    ...{ serverPids: pids, yesReally: false },
  }
}
