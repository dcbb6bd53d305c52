// Work that is done later, once, and again if it failed: the end of a stream, for one.

export type Job = {
  /** The same id twice is one job, also after it has ended. */
  readonly id: string
  readonly name: string
  readonly payload: Readonly<Record<string, string | number>>
  /** Not before this time, ms since 1970. */
  readonly due: number
}

export type JobState = 'waiting' | 'active' | 'done' | 'failed'
export type JobStatus = Job & {
  readonly state: JobState
  readonly attempts: number
  readonly error?: string
}

export interface Jobs {
  add(job: Job): Promise<void>
  /**
   * Does the jobs of this name, one at a time. A job whose work rejects is tried again with
   * growing pauses, `attempts` times in all, and has failed after that. A job may run twice:
   * work must come to the same end. Returns a function that ends it, after the job under way.
   */
  work(name: string, work: (job: Job) => Promise<void>): Promise<() => Promise<void>>
  /** Newest first. */
  list(page: { readonly offset: number; readonly limit: number }): Promise<JobStatus[]>
  close(): Promise<void>
}
