// The peaks of a stream and what they were about, found from its density and a sample of its
// comments, and kept for a while. However many ask, and with whatever steps, a stream is looked
// through by one of them.

import { LRUCache } from 'lru-cache'
import type { Range } from '../engine/archived.ts'
import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import { density } from './density.ts'
import { flyingOf } from './formats/flying.ts'
import { streamRange } from './in-video.ts'
import { peakWords, WordCount } from './peak-words.ts'
import { peaksOf, type Span } from './peaks.ts'
import type { StreamOutline } from './stream-outline.ts'
import { playedBy } from './timeline.ts'

export type Peak = Range & {
  /** Where it is loudest, ms of the video. */
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

type Shown = StreamOutline['info']
type Around = {
  readonly stepMs: number
  readonly counts: readonly number[]
  readonly rest: WordCount
}
type Kept = { readonly peaks: Promise<readonly Peak[]>; readonly until: number }

export class Highlights {
  readonly #archive: Pick<Archive, 'comments'>
  readonly #now: Now
  readonly #kept = new LRUCache<StreamId, Kept>({ max: MOST_KEPT })

  constructor(archive: Pick<Archive, 'comments'>, now: Now) {
    this.#archive = archive
    this.#now = now
  }

  of(outline: StreamOutline): Promise<readonly Peak[]> {
    const { stream } = outline.info
    const now = this.#now()
    const kept = this.#kept.get(stream)
    if (kept && kept.until > now) return kept.peaks
    const peaks = this.#find(outline)
    this.#kept.set(stream, { peaks, until: now + KEPT_MS })
    peaks.catch(() => this.#kept.delete(stream)) // told to who asked; the next one tries again
    return peaks
  }

  /** What was found is old. */
  drop(stream: StreamId): void {
    this.#kept.delete(stream)
  }

  async #find(outline: StreamOutline): Promise<readonly Peak[]> {
    const played = playedBy(outline, this.#now())
    const asked = Math.max(LEAST_STEP_MS, played.lengthMs / STEPS)
    const { stepMs, counts } = density(outline, played, asked)
    const { length } = counts
    const { info: stream } = outline
    const spans = peaksOf(counts, MOST_PEAKS)
    if (spans.length === 0) return []
    const rest = await this.#elsewhere(stream, spans, { length, stepMs })
    const peaks: Peak[] = []
    for (const span of spans) peaks.push(await this.#told(stream, { span, stepMs, counts, rest }))
    return peaks
  }

  async #told(
    stream: Shown,
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
    stream: Shown,
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

  /** @param range of the video */
  async #texts(shown: Shown, range: Range): Promise<string[]> {
    const said = { ...streamRange(range, shown), limit: SAMPLE }
    const rows = await this.#archive.comments(shown.stream, said)
    return rows.flatMap(({ message }) => flyingOf(message, 0)?.text ?? [])
  }
}
