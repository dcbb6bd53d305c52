// Processes as Linux tells of them under /proc. A process is known by its number and the
// moment it started: numbers are used again. One that is dead and not buried counts as gone.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

export type Known = { readonly pid: number; readonly startedAt: string }

type Stat = { readonly state: string; readonly parent: number; readonly startedAt: string }

const POLL_MS = 10

export function known(pid: number): Known | undefined {
  const stat = statOf(pid)
  return stat && { pid, startedAt: stat.startedAt }
}

export function isAlive(pid: number): boolean {
  const state = statOf(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

export function isStill({ pid, startedAt }: Known): boolean {
  return isAlive(pid) && statOf(pid)?.startedAt === startedAt
}

export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

/** It and all that came of it: Postgres is one process for every connection. */
export function treeOf(root: Known): readonly Known[] {
  const all = everybody()
  const found = [root]
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return found
}

/** Those whose working folder it is. */
export function workingIn(folder: string): readonly Known[] {
  return everybody().filter(({ pid }) => linkOf(`/proc/${pid}/cwd`) === folder)
}

/** To the first of them and then to the others. */
export function signalAll(processes: readonly Known[], signal: NodeJS.Signals): void {
  for (const one of processes) if (isStill(one)) process.kill(one.pid, signal)
}

/** Whether all of them were gone in time. */
export async function gone(processes: readonly Known[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (processes.some(isStill)) {
    if (performance.now() > deadline) return false
    await pause(POLL_MS)
  }
  return true
}

export function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // gone, or not ours to look into
  }
}

export function everybody(): (Known & { readonly parent: number })[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const stat = statOf(Number(name))
      return stat ? [{ pid: Number(name), ...stat }] : []
    })
}

/** proc(5): the name, in brackets, may hold anything; fields are counted after it. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), startedAt: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
