// One at a time brings services up in a folder: two that are started by two would be one too
// many. Who holds the folder is written in it; what a killed one left is taken over.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { isStill, type Known, known } from './processes.ts'
import { ServiceTrouble } from './trouble.ts'

/** From nothing it takes 20 s, on a machine that first must install what is missing minutes. */
const PATIENCE_MS = 180_000
const POLL_MS = 50

export async function lockedFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const lock = `${folder}/starting.json`
  const deadline = performance.now() + PATIENCE_MS
  while (!claimed(lock)) {
    if (performance.now() > deadline)
      throw new ServiceTrouble(`somebody else has been starting services in ${folder} for too long`)
    await pause(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function claimed(lock: string): boolean {
  if (!holderOf(lock)) rmSync(lock, { force: true })
  try {
    writeFileSync(lock, JSON.stringify(known(process.pid)), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

function holderOf(lock: string): Known | undefined {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as Known
    return isStill(holder) ? holder : undefined
  } catch {
    return undefined
  }
}
