// When a stream has ended: is all of it in the archive? Then what there is to know of it is
// found out, and a while later it is brought into the ReplayStore.
//
// The archiver asks as soon as it has stored a closing mark. Other partitions may be behind,
// so the work is a job that is tried again until every mark is there; and retirement.ts asks
// again for whatever was not. What was found whole stays whole and is remembered; anything
// else is looked up whenever somebody asks.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive, Covered, Mark } from '../engine/ports/archive.ts'
import type { Job, Jobs } from '../engine/ports/jobs.ts'
import { type CutSettings, cut } from './cut.ts'
import { factsOf } from './facts.ts'
import type { Segments } from './segments.ts'
import { StreamOutline } from './stream-outline.ts'

export type EndOfStreamOptions = {
  readonly archive: Archive
  readonly jobs: Jobs
  readonly segments: Pick<Segments, 'warm'>
  /** In turn with players, who are told whether a stream is whole. */
  readonly missing: Archive['missing']
  readonly now: Now
  readonly settings: CutSettings & { readonly warmAfterMs: number }
  /** What the log holds and the archive does not; none: the stream is whole. */
  readonly onSealed: (stream: StreamId, missing: readonly Covered[]) => void
}

/** Null: a mark is not there (yet), so it cannot be told. */
export type Wholeness = { readonly whole: boolean | null; readonly missing?: readonly Covered[] }

export const SEAL = 'seal'
const WARM = 'warm'
/** The other partitions' batches are stored within about a second. */
const SEAL_AFTER_MS = 2_000
/** An id each: 10,000 are well below 1 MB. */
const REMEMBERED = 10_000

export class EndOfStream {
  readonly #options: EndOfStreamOptions
  readonly #whole = new LRUCache<StreamId, true>({ max: REMEMBERED })
  readonly #stops: (() => Promise<void>)[] = []

  static async start(options: EndOfStreamOptions): Promise<EndOfStream> {
    const end = new EndOfStream(options)
    const { jobs } = options
    end.#stops.push(await jobs.work(SEAL, job => end.#seal(streamOf(job))))
    end.#stops.push(await jobs.work(WARM, job => end.#warm(streamOf(job))))
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
    const missing = await this.#options.missing(stream)
    if (!missing) return { whole: null }
    if (missing.length > 0) return { whole: false, missing }
    this.#whole.set(stream, true)
    return { whole: true }
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) await stop()
  }

  /** Again comes to the same end: what it finds out follows from what was said. */
  async #seal(stream: StreamId): Promise<void> {
    const { archive, jobs, now, settings, onSealed } = this.#options
    const outline = await archive.outline(stream)
    if (!outline || outline.tier === 'deleted') return
    const { whole, missing = [] } = await this.wholeness(stream)
    if (whole === null && outline.closedAt !== undefined)
      throw new Error(`stream ${stream}: not all its marks are archived`)
    const facts = factsOf(new StreamOutline(outline), await archive.tiers.speakers(stream))
    await archive.tiers.setFacts(stream, JSON.stringify(facts))
    const due = (outline.closedAt ?? now()) + settings.warmAfterMs
    await jobs.add({ id: `${WARM}-${stream}`, name: WARM, payload: { stream }, due })
    onSealed(stream, missing)
  }

  async #warm(stream: StreamId): Promise<void> {
    const { archive, segments, settings } = this.#options
    const outline = await archive.outline(stream)
    if (outline?.tier !== 'warm') return
    for (const { from, to, generation } of cut(new StreamOutline(outline), Infinity, settings))
      await segments.warm({ stream, from, to, generation })
  }
}

export function streamOf({ payload }: Job): StreamId {
  return String(payload.stream) as StreamId
}
