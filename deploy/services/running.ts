// One service as a process: started apart from us, so that it outlives the command that
// started it unless it is tied to it, and noted in its folder, so that the next command finds
// it. The note is all that anybody is ended by.

import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { gone, isStill, type Known, known, signalAll, treeOf } from './processes.ts'
import { lastLines } from './run-to-end.ts'
import type { Command, Service } from './service.ts'
import { ServiceTrouble } from './trouble.ts'

export type Note = Known & Pick<Service, 'ports' | 'endsOn'>

/** Kafka, on a machine that is busy with everything else as well, takes 20 s. */
const START_MS = 60_000
/** Kafka hands over its partitions first; then it is not asked any more. */
const END_MS = 15_000
const KILLED_MS = 5_000
const POLL_MS = 25

/** The process that runs in this folder, if one does. */
export function noted(folder: string): Note | undefined {
  try {
    const note = JSON.parse(readFileSync(noteIn(folder), 'utf8')) as Note
    return isStill(note) ? note : undefined
  } catch {
    return undefined // never started, or cut off while it was written: then nothing was started
  }
}

/**
 * Starts it and waits until it answers. What does not answer is ended again.
 * @param tied it is killed when we end, however we do; else it outlives us
 */
export async function startService(service: Service, tied: boolean): Promise<Note> {
  await mkdir(service.folder, { recursive: true })
  const command = await service.prepare()
  const note = await spawned(service, tied ? tie(command) : command)
  await answering(service, note).catch(async error => {
    await endService(service.folder)
    throw error
  })
  return note
}

/** @throws ServiceTrouble: it ended, or was not ready in time; with what it said last */
export async function answering(service: Service, process: Known): Promise<void> {
  const deadline = performance.now() + START_MS
  while (!(await service.answers())) {
    if (!isStill(process)) throw trouble(service, 'ended while it started')
    if (performance.now() > deadline)
      throw trouble(service, `did not answer within ${START_MS / 1_000} s`)
    await pause(POLL_MS)
  }
}

/** Ends it well, or at least ends it. Does nothing when it does not run. */
export async function endService(folder: string): Promise<void> {
  const note = noted(folder)
  if (note) {
    const all = treeOf(note)
    signalAll(all, 'SIGCONT') // who was stopped hears nothing
    signalAll([note], note.endsOn)
    if (!(await gone(all, END_MS))) await killAll(all)
  }
  rmSync(noteIn(folder), { force: true })
}

export async function killService(folder: string): Promise<void> {
  const note = noted(folder)
  if (note) await killAll(treeOf(note))
}

/** SIGSTOP and SIGCONT, to it and all that came of it. */
export function signalService(folder: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const note = noted(folder)
  if (note) signalAll(treeOf(note), signal)
}

async function killAll(processes: readonly Known[]): Promise<void> {
  signalAll(processes, 'SIGKILL')
  await gone(processes, KILLED_MS)
}

function tie(command: Command): Command {
  return { ...command, setpriv: [...(command.setpriv ?? []), '--pdeathsig', 'KILL'] }
}

async function spawned(service: Service, command: Command): Promise<Note> {
  const { file, args } = withPrivileges(command)
  const log = openSync(logIn(service.folder), 'w')
  const child = spawn(file, args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const failed = await new Promise<Error | undefined>(resolve => {
    child.once('error', resolve)
    child.once('spawn', () => resolve(undefined))
  })
  if (failed) throw new ServiceTrouble(`${service.name}: ${file}: ${failed.message}`, failed)
  const process = known(child.pid as number)
  if (!process) throw trouble(service, 'ended at once')
  const note: Note = { ...process, ports: service.ports, endsOn: service.endsOn }
  writeFileSync(noteIn(service.folder), JSON.stringify(note))
  return note
}

/** setpriv becomes what it starts, so the number of the process is the service's. */
function withPrivileges({ file, args, setpriv }: Command): Command {
  return setpriv ? { file: 'setpriv', args: [...setpriv, file, ...args] } : { file, args }
}

function trouble({ name, folder }: Service, what: string): ServiceTrouble {
  const log = logIn(folder)
  return new ServiceTrouble(`${name} ${what} (${log}):\n${lastLines(readFileSync(log, 'utf8'))}`)
}

function noteIn(folder: string): string {
  return `${folder}/process.json`
}

function logIn(folder: string): string {
  return `${folder}/log.txt`
}
