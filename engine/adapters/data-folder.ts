// One process owns a data folder: two that write one embedded database would ruin it. Who
// owns it is written in a file; a file left behind by a process that was killed is taken over.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Fault } from '../fault.ts'

const FILE = 'owner.pid'

/**
 * Makes the folder if need be and claims it for this process.
 * @returns lets go of it
 * @throws Fault `data-folder`: it cannot be written, or another process owns it
 */
export function claimDataFolder(folder: string): () => void {
  const path = join(resolve(folder), FILE)
  try {
    makeFolder(resolve(folder))
    claim(path)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('data-folder', `${resolve(folder)}: ${(error as Error).message}`, error)
  }
  return () => rmSync(path, { force: true })
}

/** Node's own `recursive` never returns where nothing can be made, as below /proc (Node 20). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // somebody was quicker
  }
}

function claim(path: string): void {
  const owner = ownerIn(path)
  if (owner !== undefined && isAlive(owner))
    throw new Fault(
      'data-folder',
      `process ${owner} uses it already (${path}); stop that one, or set data.folder to another folder`,
    )
  rmSync(path, { force: true })
  writeFileSync(path, String(process.pid), { flag: 'wx' }) // of two that take over, one fails here
}

function ownerIn(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Our own pid in the file is that of a process before us: in a container they repeat. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
