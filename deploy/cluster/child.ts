// A member of the cluster as a process. It has a process group of its own, so that a Ctrl-C in
// the terminal reaches us alone and we end it when its turn comes; and it is killed when we
// are, however that happens, so that nothing is left over.
//
// What it writes is handed on line by line, and the last of it is kept for the case it fails.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { gone, type Known, known, signalAll, treeOf } from '../services/processes.ts'
import { lastLines } from '../services/run-to-end.ts'
import { ServiceTrouble } from '../services/trouble.ts'
import type { Member } from './member.ts'

/** Nine processes that start at once on a busy machine take 20 s; a broker that is new, more. */
const READY_MS = 90_000
const POLL_MS = 50
const ANSWER_MS = 2_000
const KILLED_MS = 5_000
/** What it said last is told when it fails: more than that nobody reads. */
const KEPT_LINES = 40

export type OnLine = (name: string, line: string) => void

export class Child {
  readonly member: Member
  readonly #process: ChildProcess
  readonly #last: string[] = []
  readonly #ended: Promise<string>
  #how: string | undefined

  constructor(member: Member, onLine: OnLine) {
    this.member = member
    const { file, args, env, name } = member
    const tied = ['--pdeathsig', name === 'door' ? 'TERM' : 'KILL', file, ...args]
    this.#process = spawn('setpriv', tied, {
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = this.#end()
    const { stdout, stderr } = this.#process
    for (const stream of [stdout, stderr])
      if (stream)
        createInterface(stream).on('line', line => {
          this.#last.push(line)
          if (this.#last.length > KEPT_LINES) this.#last.shift()
          onLine(name, line)
        })
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#how === undefined
  }

  /** Resolves with how, when it has: `code 1`, `SIGKILL`. */
  get ended(): Promise<string> {
    return this.#ended
  }

  /** @throws ServiceTrouble: it ended, or was not ready in time; with what it said last */
  async ready(signal?: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_MS
    while (!(await answers(this.member.ready))) {
      if (signal?.aborted) throw new ServiceTrouble(`${this.member.name} was not waited for`)
      if (this.#how !== undefined) throw this.#trouble(`ended with ${this.#how} while it started`)
      if (performance.now() > deadline)
        throw this.#trouble(`was not ready within ${READY_MS / 1_000} s`)
      await pause(POLL_MS)
    }
  }

  /** Asks it to end, and at last makes it. @returns how it ended */
  async stop(withinMs: number): Promise<string> {
    this.signal('SIGCONT') // who was stopped hears nothing
    this.#process.kill('SIGTERM')
    const inTime = await Promise.race([
      this.#ended.then(() => true),
      pause(withinMs, false, { ref: false }),
    ])
    if (!inTime) await this.kill()
    return this.#ended
  }

  /** SIGKILL, to it and all that came of it. */
  async kill(): Promise<void> {
    const tree = this.#tree()
    signalAll(tree, 'SIGKILL')
    await gone(tree, KILLED_MS)
    await this.#ended
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    signalAll(this.#tree(), signal)
  }

  #tree(): readonly Known[] {
    const root = this.isRunning ? known(this.pid) : undefined
    return root ? treeOf(root) : []
  }

  async #end(): Promise<string> {
    const how = await Promise.race([
      once(this.#process, 'close').then(([code, signal]) => signal ?? `code ${code}`),
      once(this.#process, 'error').then(([error]) => (error as Error).message),
    ])
    this.#how = how
    return how
  }

  #trouble(what: string): ServiceTrouble {
    return new ServiceTrouble(`${this.member.name} ${what}:\n${lastLines(this.#last.join('\n'))}`)
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })
    await body?.cancel()
    return ok
  } catch {
    return false
  }
}
