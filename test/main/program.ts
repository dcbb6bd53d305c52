// `barrage …` as a process of its own, with a data folder of its own under the system's
// temporary folder: what it writes, and how it ends.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { NO_ENTER_NOTICES, NO_LADDER } from '../flows/live.ts'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'

const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url))
/** A cold start on a busy machine. */
const START_MS = 20_000

type Hooks = { after(fn: () => void): void }
type Env = Readonly<Record<string, string>>

/** A folder that is gone after the test. */
export function scratchFolder(t: Hooks): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-main-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export class Program {
  readonly process: ChildProcess
  out = ''
  err = ''
  #ended: { readonly code: number | null; readonly signal: string | null } | undefined

  /** Starts it; it is killed after the test if it still runs. */
  constructor(t: Hooks, args: readonly string[], env: Env = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('BARRAGE_'))
    this.process = spawn(process.execPath, [MAIN, ...args], {
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process.stdout?.on('data', piece => {
      this.out += piece
    })
    this.process.stderr?.on('data', piece => {
      this.err += piece
    })
    this.process.on('close', (code, signal) => {
      this.#ended = { code, signal }
    })
    t.after(() => {
      if (!this.#ended) this.process.kill('SIGKILL')
    })
  }

  /** `barrage all` on free ports, when it says where to look. */
  static async all(t: Hooks, folder: string, env: Env = {}): Promise<Program> {
    const program = new Program(t, ['all'], {
      BARRAGE_PORT: '0',
      BARRAGE_ADMIN_PORT: '0',
      BARRAGE_DATA_FOLDER: folder,
      BARRAGE_ARCHIVE_URL: 'memory:',
      ...NO_ENTER_NOTICES,
      ...NO_LADDER,
      BARRAGE_LOG_LEVEL: 'warn',
      ...env,
    })
    await until(() => program.#ended || /the room +http/.test(program.out), {
      withinMs: START_MS,
      what: 'it says where to look',
    })
    if (program.#ended) throw new Error(`it ended: ${program.err}`)
    return program
  }

  /** Runs to its end. */
  static async run(t: Hooks, args: readonly string[], env: Env = {}): Promise<Program> {
    const program = new Program(t, args, env)
    await program.end()
    return program
  }

  /** Where it answers. */
  get url(): string {
    return /the room +(http:\/\/[^/]+)/.exec(this.out)?.[1] ?? ''
  }

  get code(): number | null | undefined {
    return this.#ended?.code
  }

  get signal(): string | null | undefined {
    return this.#ended?.signal
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }

  /** Waits until it has ended. */
  async end(withinMs = START_MS): Promise<void> {
    await until(() => this.#ended, { withinMs, what: 'it ends' })
  }

  async join(room: string): Promise<JoinAnswer> {
    const response = await fetch(`${this.url}/v1/rooms/${room}/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    return (await response.json()) as JoinAnswer
  }

  async enter(room: string): Promise<Viewer> {
    return Viewer.enter(await this.join(room))
  }
}

/** What Node or a stack trace would say; none of it is for whoever runs the program. */
export const CLUMSY = /unhandled|uncaught|warning|\n\s+at |TypeError|node:internal/i
