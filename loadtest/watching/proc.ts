// What processes of this machine cost, as the kernel counts it: proc(5).

import { readFileSync } from 'node:fs'

/** Ticks of /proc, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4_096

export type Cost = {
  /** User and system time since the process began, over all its threads. */
  readonly cpuMs: number
  readonly rssBytes: number
}

/** Of several processes together; one that is gone costs nothing. */
export function costOf(pids: readonly number[]): Cost {
  let [cpuMs, rssBytes] = [0, 0]
  for (const pid of pids) {
    const cost = costOfOne(pid)
    cpuMs += cost.cpuMs
    rssBytes += cost.rssBytes
  }
  return { cpuMs, rssBytes }
}

/** User and system time are the 12th and 13th field after the name in brackets, RSS the 22nd. */
function costOfOne(pid: number): Cost {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0, pages = 0] = [fields[11], fields[12], fields[21]].map(Number)
  return {
    cpuMs: ((user + system) * 1_000) / TICKS_PER_SECOND || 0,
    rssBytes: pages * PAGE_BYTES || 0,
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
