// The peaks of a stream and what they were about, found from its density and a sample of its
// comments, and kept for a while. However many ask, and with whatever steps, a stream is looked
// through by one of them.

import { LRUCache } from 'lru-cache'
import type { StreamId } from '../engine/ids.ts'
import type { Range } from '../engine/ports/archive.ts'
import type { ReplayDeps } from './deps.ts'
import { flyingOf } from './formats/flying.ts'
import { peakWords, WordCount } from './peak-words.ts'
import { peaksOf, type Span } from './peaks.ts'
import { durationMs, type Timeline } from './timeline.ts'

export type Peak = Range & {
  /** Where it is loudest, ms since the stream opened. */
  readonly at: number
  readonly count: number
  readonly words: readonly string[]
}

/** More than that is no map of a stream. */
const MOST_PEAKS = 8
const MOST_WORDS = 3
const STEPS = 360
const LEAST_STEP_MS = 2_000
/** Comments read of a peak, and of each of as many other places. */
const SAMPLE = 300
const OTHER_PLACES = 8
/** Peaks of a stream that is on move slowly; those of one that is over hardly ever. */
const KEPT_MS = 10_000
/** A kilobyte each. */
const MOST_KEPT = 1_000

type Around = {
  readonly stepMs: number
  readonly counts: readonly number[]
  readonly rest: WordCount
}
type Kept = { readonly peaks: Promise<readonly Peak[]>; readonly until: number }

export class Highlights {
  readonly #deps: Pick<ReplayDeps, 'archive' | 'now'>
  readonly #kept = new LRUCache<StreamId, Kept>({ max: MOST_KEPT })

  constructor(deps: Pick<ReplayDeps, 'archive' | 'now'>) {
    this.#deps = deps
  }

  of(timeline: Timeline): Promise<readonly Peak[]> {
    const { stream } = timeline.info
    const now = this.#deps.now()
    const kept = this.#kept.get(stream)
    if (kept && kept.until > now) return kept.peaks
    const peaks = this.#find(timeline)
    this.#kept.set(stream, { peaks, until: now + KEPT_MS })
    peaks.catch(() => this.#kept.delete(stream)) // told to who asked; the next one tries again
    return peaks
  }

  async #find(timeline: Timeline): Promise<readonly Peak[]> {
    const { stream } = timeline.info
    const stepMs = Math.max(LEAST_STEP_MS, Math.ceil((timeline.reachesMs ?? 0) / STEPS))
    const steps = await this.#deps.archive.histogram(stream, stepMs)
    const length = Math.ceil(durationMs(timeline, steps, stepMs) / stepMs)
    const counts = new Array<number>(length).fill(0)
    for (const { step, count } of steps) if (step < length) counts[step] = count
    const spans = peaksOf(counts, MOST_PEAKS)
    if (spans.length === 0) return []
    const rest = await this.#elsewhere(stream, spans, { length, stepMs })
    const peaks: Peak[] = []
    for (const span of spans) peaks.push(await this.#told(stream, { span, stepMs, counts, rest }))
    return peaks
  }

  async #told(
    stream: StreamId,
    { span, stepMs, counts, rest }: Around & { readonly span: Span },
  ): Promise<Peak> {
    const range = { from: span.from * stepMs, to: span.to * stepMs }
    const count = counts.slice(span.from, span.to).reduce((sum, one) => sum + one, 0)
    const said = new WordCount().add(await this.#texts(stream, range))
    const words = peakWords(said, rest, MOST_WORDS)
    return { at: span.top * stepMs, ...range, count, words }
  }

  /** Comments from places that lie evenly over the stream, outside of its peaks. */
  async #elsewhere(
    stream: StreamId,
    spans: readonly Span[],
    { length, stepMs }: { readonly length: number; readonly stepMs: number },
  ): Promise<WordCount> {
    const words = new WordCount()
    for (let place = 0; place < OTHER_PLACES; place++) {
      const first = Math.floor((place * length) / OTHER_PLACES)
      const inside = spans.find(({ from, to }) => first >= from && first < to)
      const from = (inside?.to ?? first) * stepMs
      words.add(await this.#texts(stream, { from, to: Number.POSITIVE_INFINITY }))
    }
    return words
  }

  async #texts(stream: StreamId, range: Range): Promise<string[]> {
    const rows = await this.#deps.archive.comments(stream, { ...range, limit: SAMPLE })
    return rows.flatMap(({ message }) => flyingOf(message, 0)?.text ?? [])
  }
}
