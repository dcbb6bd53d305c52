// The CPU that this process and all it has started have used, as the kernel counts it.

import { readFileSync } from 'node:fs'
import { known, treeOf } from '../deploy/services/processes.ts'

/** A tick of /proc, on every Linux that Node runs on. */
const TICK_MS = 10

export function cpuMs(): number {
  const self = known(process.pid)
  return self ? treeOf(self).reduce((sum, { pid }) => sum + cpuMsOf(pid), 0) : 0
}

/** proc(5): user and system time are the 12th and 13th after the name in brackets. */
export function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return 0 // it has ended
  }
}
