// Jobs in Redis, done by BullMQ: one of its queues for each name, because a queue hands any
// job to any worker. A list over all queues is kept beside them: the newest jobs by when
// they were added.
//
// A job whose worker was killed is given to another after half a minute. BullMQ's own ids hold
// no colon and are no number, so ours go in escaped.

import { setTimeout as pause } from 'node:timers/promises'
import { Job as BullJob, Queue, Worker } from 'bullmq'
import type { Now } from '../../clock.ts'
import type { Job, JobStatus, Jobs } from '../../ports/jobs.ts'
import { RedisConnection } from './connection.ts'
import { PatientClient } from './patient-client.ts'

export type RedisJobsOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** How often a job is tried in all before it has failed. */
  readonly attempts?: number
  /** The pause after a first failure; it doubles with each. */
  readonly backoffMs?: number
  /** How many jobs that have ended are remembered, of each name. */
  readonly keepEnded?: number
}

type Data = { readonly id: string; readonly payload: Job['payload']; readonly due: number }

/** As the memory twin. */
const DEFAULTS = {
  prefix: 'barrage',
  timeoutMs: 1_000,
  attempts: 5,
  backoffMs: 1_000,
  keepEnded: 1_000,
}
/** How many jobs the list holds: far more pages than anybody turns. */
const MOST_LISTED = 10_000
/** What closing a worker takes at most, beyond the job under way: Redis may stand still. */
const CLOSE_MS = 2_000

export class RedisJobs implements Jobs {
  readonly #options: Required<RedisJobsOptions>
  readonly #connection: RedisConnection
  readonly #queues = new Map<string, Queue<Data>>()
  readonly #ends = new Set<() => Promise<void>>()

  constructor(options: RedisJobsOptions) {
    this.#options = { ...DEFAULTS, ...options }
    const { url, timeoutMs } = this.#options
    this.#connection = new RedisConnection({ url, name: 'jobs', timeoutMs })
  }

  async add({ id, name, payload, due }: Job): Promise<void> {
    const { now, attempts, backoffMs, keepEnded } = this.#options
    const added = now()
    await this.#connection.run(() =>
      this.#queue(name).add(
        name,
        { id, payload, due },
        {
          jobId: bullId(id),
          delay: Math.max(due - added, 0),
          attempts,
          backoff: { type: 'exponential', delay: backoffMs },
          removeOnComplete: { count: keepEnded },
          removeOnFail: { count: keepEnded },
        },
      ),
    )
    await this.#connection.run(client =>
      client
        .multi()
        .zadd(this.#listKey, 'NX', added, `${name}/${bullId(id)}`)
        .zremrangebyrank(this.#listKey, 0, -(MOST_LISTED + 1))
        .exec(),
    )
  }

  async work(name: string, work: (job: Job) => Promise<void>): Promise<() => Promise<void>> {
    const { url, attempts } = this.#options
    const patient = new PatientClient(url, `jobs-of-${name}`)
    let underWay: Promise<void> = Promise.resolve()
    const attempt = (job: BullJob<Data>) => {
      const done = work(jobOf(job))
      underWay = done.catch(() => {})
      return done
    }
    const worker = new Worker<Data>(name, attempt, {
      connection: patient.client,
      prefix: this.#bullPrefix,
      maxStalledCount: attempts,
    })
    worker.on('error', () => {}) // it goes on by itself; the connection's trouble is told elsewhere
    const end = async () => {
      this.#ends.delete(end)
      if (patient.client.status !== 'ready') await patient.endAll() // closing would wait for ever
      const closed = worker.close()
      await underWay
      await Promise.race([closed, pause(CLOSE_MS, undefined, { ref: false })])
      void patient.endAll()
    }
    this.#ends.add(end)
    return end
  }

  async list({
    offset,
    limit,
  }: {
    readonly offset: number
    readonly limit: number
  }): Promise<JobStatus[]> {
    if (limit <= 0) return []
    const listed = await this.#connection.run(client =>
      client.zrevrange(this.#listKey, offset, offset + limit - 1),
    )
    const found = await Promise.all(listed.map(member => this.#status(member)))
    const forgotten = listed.filter((_, index) => !found[index])
    if (forgotten.length === 0) return found.flatMap(status => status ?? [])
    await this.#connection.run(client => client.zrem(this.#listKey, ...forgotten))
    return this.list({ offset, limit }) // ends: each time the list is shorter
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ends].map(end => end()))
    for (const queue of this.#queues.values()) await queue.close()
    await this.#connection.close()
  }

  async #status(member: string): Promise<JobStatus | undefined> {
    const slash = member.indexOf('/')
    const queue = this.#queue(member.slice(0, slash))
    return this.#connection.run(async () => {
      const job = await BullJob.fromId<Data>(queue, member.slice(slash + 1))
      return job ? statusOf(job, await job.getState()) : undefined
    })
  }

  /** It takes the connection as it is, and asks nothing of Redis before it is used. */
  #queue(name: string): Queue<Data> {
    const known = this.#queues.get(name)
    if (known) return known
    const queue = new Queue<Data>(name, {
      connection: this.#connection.client,
      prefix: this.#bullPrefix,
      skipVersionCheck: true,
      skipMetasUpdate: true,
      skipWaitingForReady: true,
    })
    queue.on('error', () => {})
    this.#queues.set(name, queue)
    return queue
  }

  get #bullPrefix(): string {
    return `{${this.#options.prefix}:jobs}`
  }

  get #listKey(): string {
    return `${this.#bullPrefix}:list`
  }
}

function bullId(id: string): string {
  return `job-${encodeURIComponent(id)}`
}

function jobOf({ name, data }: BullJob<Data>): Job {
  return { name, id: data.id, payload: data.payload, due: data.due }
}

function statusOf(job: BullJob<Data>, state: string): JobStatus {
  return {
    ...jobOf(job),
    state: stateOf(state),
    attempts: state === 'active' ? job.attemptsStarted : job.attemptsMade,
    ...(job.failedReason ? { error: job.failedReason } : {}),
  }
}

function stateOf(state: string): JobStatus['state'] {
  if (state === 'completed') return 'done'
  return state === 'failed' || state === 'active' ? state : 'waiting'
}
