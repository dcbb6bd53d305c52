// Jobs of a single process. What has not been done is lost with it.
//
// Jobs that have ended are remembered, the newest `keepEnded` of them: so long is an id known,
// and adding it again does nothing. Jobs that wait are as many as were added with ids of
// their own; whoever adds them gives one id a thing (a stream, a room), which bounds them.

import type { Now } from '../../clock.ts'
import type { Job, JobStatus, Jobs } from '../../ports/jobs.ts'
import { type Next, Pump } from './pump.ts'

export type MemoryJobsOptions = {
  readonly now: Now
  /** How often a job is tried in all before it has failed. */
  readonly attempts?: number
  /** The pause after a first failure; it doubles with each. */
  readonly backoffMs?: number
  /** How many jobs that have ended are remembered. */
  readonly keepEnded?: number
}

/** Five tries, 1 s to 8 s apart, outlive a service that restarts (15 s); 1,000 fill a page. */
const DEFAULTS = { attempts: 5, backoffMs: 1_000, keepEnded: 1_000 }

/** A job that waits, and from when on it may be tried. */
type Waiting = { readonly job: Job; readonly from: number }
type Worker = { readonly name: string; readonly pump: Pump }

export class MemoryJobs implements Jobs {
  readonly #options: Required<MemoryJobsOptions>
  /** Every job known, in the order they were added. */
  readonly #jobs = new Map<string, JobStatus>()
  readonly #waiting = new Map<string, Waiting>()
  /** The ids of those that ended, oldest first. */
  readonly #ended: string[] = []
  readonly #workers = new Set<Worker>()

  constructor(options: MemoryJobsOptions) {
    this.#options = { ...DEFAULTS, ...options }
  }

  async add(job: Job): Promise<void> {
    if (this.#jobs.has(job.id)) return
    this.#jobs.set(job.id, { ...job, state: 'waiting', attempts: 0 })
    this.#await({ job, from: job.due })
  }

  async work(name: string, work: (job: Job) => Promise<void>): Promise<() => Promise<void>> {
    const worker: Worker = { name, pump: new Pump(() => this.#doNext(name, work)) }
    this.#workers.add(worker)
    worker.pump.wake()
    return async () => {
      this.#workers.delete(worker)
      await worker.pump.stop()
    }
  }

  async list({
    offset,
    limit,
  }: {
    readonly offset: number
    readonly limit: number
  }): Promise<JobStatus[]> {
    return [...this.#jobs.values()].reverse().slice(offset, offset + limit)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map(({ pump }) => pump.stop()))
    this.#workers.clear()
  }

  /** Does the job that has been due for longest; says when the next one is. */
  async #doNext(name: string, work: (job: Job) => Promise<void>): Promise<Next> {
    const next = this.#earliest(name)
    if (!next) return 'idle'
    const restMs = next.from - this.#options.now()
    if (restMs > 0) return restMs

    this.#waiting.delete(next.job.id)
    await this.#attempt(next.job, work)
    return 0
  }

  async #attempt(job: Job, work: (job: Job) => Promise<void>): Promise<void> {
    const attempts = (this.#jobs.get(job.id)?.attempts ?? 0) + 1
    this.#jobs.set(job.id, { ...job, state: 'active', attempts })
    try {
      await work(job)
      this.#end({ ...job, state: 'done', attempts })
    } catch (failure) {
      const error = failure instanceof Error ? failure.message : String(failure)
      if (attempts >= this.#options.attempts)
        return this.#end({ ...job, state: 'failed', attempts, error })
      this.#jobs.set(job.id, { ...job, state: 'waiting', attempts, error })
      const pauseMs = this.#options.backoffMs * 2 ** (attempts - 1)
      this.#await({ job, from: this.#options.now() + pauseMs })
    }
  }

  #await(waiting: Waiting): void {
    this.#waiting.set(waiting.job.id, waiting)
    for (const { name, pump } of this.#workers) if (name === waiting.job.name) pump.rouse()
  }

  #end(status: JobStatus): void {
    this.#jobs.set(status.id, status)
    this.#ended.push(status.id)
    if (this.#ended.length <= this.#options.keepEnded) return
    const oldest = this.#ended.shift()
    if (oldest !== undefined) this.#jobs.delete(oldest)
  }

  #earliest(name: string): Waiting | undefined {
    let earliest: Waiting | undefined
    for (const waiting of this.#waiting.values())
      if (waiting.job.name === name && (!earliest || waiting.from < earliest.from))
        earliest = waiting
    return earliest
  }
}
