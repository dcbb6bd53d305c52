// The crowd as its parent has it in hand: processes that share the viewers between them. Each
// holds as many as its files allow, and comes from an address of its own, as an address has
// ports for so many.

import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import type { Utterance } from './dialect.ts'
import type { Books, CrowdTask, News, Order, Report } from './orders.ts'

/** A process may have 20,000 files open on many a machine; an address has 28,000 ports. */
export const MOST_PER_PROCESS = 15_000
const CHILD = new URL('crowd-child.js', import.meta.url)
const BOOKS_MS = 30_000

export type CrowdParts = Omit<CrowdTask, 'firstNumber'> & {
  readonly viewers: number
  /** More than the files ask for: they share the work too. */
  readonly processes?: number | undefined
  readonly onReport: (process: number, report: Report) => void
  /** A process of the crowd has died: the run is over. */
  readonly onDeath: (what: string) => void
}

export class Crowd {
  /** The last that each process told. */
  readonly reports: (Report | undefined)[] = []
  readonly #children: ChildProcess[] = []
  readonly #parts: CrowdParts
  #speaker = 0
  #ending = false

  static async start(parts: CrowdParts): Promise<Crowd> {
    const crowd = new Crowd(parts)
    await crowd.#begin()
    return crowd
  }

  private constructor(parts: CrowdParts) {
    this.#parts = parts
  }

  get pids(): number[] {
    return this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
  }

  tickets(viewers: number): void {
    this.#each(share => ({ do: 'tickets', viewers: share(viewers) }))
  }

  /** So many are to be here; newcomers come at most so fast, of all processes together. */
  present(viewers: number, perSecond?: number): void {
    const { length } = this.#children
    const each = perSecond === undefined ? undefined : perSecond / length
    this.#each(share => ({ do: 'present', viewers: share(viewers), perSecond: each }))
  }

  cut(share: number): void {
    this.#each(() => ({ do: 'cut', share }))
  }

  stall(share: number): void {
    this.#each(() => ({ do: 'stall', share }))
  }

  wake(): void {
    this.#each(() => ({ do: 'wake' }))
  }

  /** Said by viewers, each over its own connection; the processes take turns. */
  say(sayings: readonly Utterance[]): void {
    if (sayings.length === 0) return
    const child = this.#children[this.#speaker++ % this.#children.length]
    child?.send({ do: 'say', sayings } satisfies Order)
  }

  /** Everybody's books, when all should have come to this cursor. */
  async books(end: string): Promise<Books[]> {
    const told = this.#children.map(child => nextBooks(child))
    this.#each(() => ({ do: 'books', end }))
    return Promise.all(told)
  }

  /** Of the processes' last reports. */
  total(of: (report: Report) => number): number {
    return this.reports.reduce((sum, report) => sum + (report ? of(report) : 0), 0)
  }

  async stop(): Promise<void> {
    this.#ending = true
    await Promise.all(
      this.#children.map(async child => {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill('SIGKILL') // nothing of it is worth a goodbye: the server sees them go
        await once(child, 'exit')
      }),
    )
  }

  async #begin(): Promise<void> {
    const { viewers, onReport, onDeath, processes = 1, ...task } = this.#parts
    const count = Math.max(1, processes, Math.ceil(viewers / MOST_PER_PROCESS))
    const ready = Array.from({ length: count }, (_, n) => {
      const child = fork(CHILD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      this.#children.push(child)
      child.on('exit', (code, signal) => {
        if (!this.#ending) onDeath(`a process of the crowd ended: ${signal ?? `code ${code}`}`)
      })
      child.on('message', news => {
        if ((news as News).news !== 'report') return
        const { report } = news as Extract<News, { news: 'report' }>
        this.reports[n] = report
        onReport(n, report)
      })
      const firstNumber = partOf(this.#parts.viewers, n, count).from
      child.send({ ...task, firstNumber, seed: task.seed + n } satisfies CrowdTask)
      return nextNews(child, 'ready')
    })
    await Promise.all(ready)
  }

  #each(order: (share: (whole: number) => number) => Order): void {
    const { length } = this.#children
    this.#children.forEach((child, n) => {
      child.send(order(whole => partOf(whole, n, length).size))
    })
  }
}

/** The nth part of several that are as alike as can be. */
function partOf(whole: number, n: number, count: number): { from: number; size: number } {
  const from = Math.floor((whole * n) / count)
  return { from, size: Math.floor((whole * (n + 1)) / count) - from }
}

async function nextBooks(child: ChildProcess): Promise<Books> {
  const { books } = await nextNews(child, 'books', AbortSignal.timeout(BOOKS_MS))
  return books
}

type NewsOf<K extends News['news']> = Extract<News, { readonly news: K }>

/** Looks at all that comes: of two messages that come together `once` would miss the second. */
async function nextNews<K extends News['news']>(
  child: ChildProcess,
  kind: K,
  signal?: AbortSignal,
): Promise<NewsOf<K>> {
  for await (const [news] of on(child, 'message', signal ? { signal } : {}))
    if ((news as News).news === kind) return news as NewsOf<K>
  throw new Error(`a process of the crowd told nothing of its ${kind}`)
}
