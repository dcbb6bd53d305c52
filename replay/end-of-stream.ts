// When a stream has ended: is all of it in the archive?
//
// The archiver asks as soon as it has stored a closing mark. Other partitions may be behind,
// so the work is a job that is tried again until every mark is there. What was found whole
// stays whole and is remembered; anything else is looked up whenever somebody asks.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive, Covered, Mark } from '../engine/ports/archive.ts'
import type { Jobs } from '../engine/ports/jobs.ts'

export type EndOfStreamOptions = {
  readonly archive: Archive
  readonly jobs: Jobs
  readonly now: Now
  /** What the log holds and the archive does not; none: the stream is whole. */
  readonly onSealed: (stream: StreamId, missing: readonly Covered[]) => void
}

/** Null: a mark is not there (yet), so it cannot be told. */
export type Wholeness = { readonly whole: boolean | null; readonly missing?: readonly Covered[] }

const SEAL = 'seal'
/** The other partitions' batches are stored within about a second. */
const SEAL_AFTER_MS = 2_000
/** An id each: 10,000 are well below 1 MB. */
const REMEMBERED = 10_000

export class EndOfStream {
  readonly #options: EndOfStreamOptions
  readonly #whole = new LRUCache<StreamId, true>({ max: REMEMBERED })
  #stop: (() => Promise<void>) | undefined

  static async start(options: EndOfStreamOptions): Promise<EndOfStream> {
    const end = new EndOfStream(options)
    end.#stop = await options.jobs.work(SEAL, ({ payload }) =>
      end.#seal(String(payload.stream) as StreamId),
    )
    return end
  }

  private constructor(options: EndOfStreamOptions) {
    this.#options = options
  }

  async closed({ stream }: Pick<Mark, 'stream'>): Promise<void> {
    const due = this.#options.now() + SEAL_AFTER_MS
    await this.#options.jobs.add({ id: `${SEAL}-${stream}`, name: SEAL, payload: { stream }, due })
  }

  async wholeness(stream: StreamId): Promise<Wholeness> {
    if (this.#whole.has(stream)) return { whole: true }
    const missing = await this.#options.archive.missing(stream)
    if (!missing) return { whole: null }
    if (missing.length > 0) return { whole: false, missing }
    this.#whole.set(stream, true)
    return { whole: true }
  }

  async close(): Promise<void> {
    await this.#stop?.()
  }

  async #seal(stream: StreamId): Promise<void> {
    const { whole, missing = [] } = await this.wholeness(stream)
    if (whole === null) throw new Error(`stream ${stream}: not all its marks are archived`)
    this.#options.onSealed(stream, missing)
  }
}
