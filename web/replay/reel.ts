// The segments of a stream that a player holds: those around the playhead, fetched ahead of
// it, the rest let go. A segment that cannot be had is asked for again a little later.

import { readSegment } from './archive-reader.ts'
import { type Manifest, type Segment, type SegmentRef, saidBetween, touching } from './manifest.ts'

/** Fetched ahead of the playhead: more than twice the longest answer, at double speed. */
const AHEAD_MS = 90_000
/** Kept behind it, for the chat list after a jump. */
export const BEHIND_MS = 60_000
const AT_ONCE = 2
const AGAIN_MS = 2_000

export class Reel {
  readonly #held = new Map<string, Segment>()
  readonly #asked = new Set<string>()
  readonly #failedAt = new Map<string, number>()
  readonly #onLost: () => void
  #segments: readonly SegmentRef[] = []
  #head: Segment | undefined
  #playback: Manifest['playback'] = { pauses: [], shiftMs: 0 }
  /** From here on what was said is in the head. */
  #settledMs = Number.POSITIVE_INFINITY

  /** @param onLost a segment could not be had: perhaps there is a newer list */
  constructor(onLost: () => void) {
    this.#onLost = onLost
  }

  /** A newer list of what there is; what it no longer names is let go. */
  update({ segments, head: asked, playback }: Manifest, head: Segment | undefined): void {
    this.#segments = segments
    this.#playback = playback
    this.#settledMs = asked?.from ?? Number.POSITIVE_INFINITY
    this.#head = head
    const named = new Set(segments.map(({ url }) => url))
    for (const url of this.#held.keys()) if (!named.has(url)) this.#held.delete(url)
  }

  /** Sees to it that what is needed around `atMs` is there or on its way. */
  want(atMs: number): void {
    const near = touching(this.#segments, atMs - BEHIND_MS, atMs + AHEAD_MS)
    const names = new Set(near.map(({ url }) => url))
    for (const url of this.#held.keys()) if (!names.has(url)) this.#held.delete(url)
    const soonest = [...near].sort((a, b) => Number(a.to <= atMs) - Number(b.to <= atMs))
    for (const segment of soonest) if (this.#mayAsk(segment.url)) void this.#ask(segment)
  }

  /** Whether everything said in the span is there. */
  has(fromMs: number, toMs: number): boolean {
    // A head that begins later than the list ends belongs to the next list.
    const headFits = toMs <= this.#settledMs || (this.#head?.from ?? toMs) <= this.#settledMs
    return (
      headFits && touching(this.#segments, fromMs, toMs).every(({ url }) => this.#held.has(url))
    )
  }

  said(afterMs: number, untilMs: number) {
    const refs = touching(this.#segments, afterMs, untilMs + 1)
    const segments = refs.flatMap(({ url }) => this.#held.get(url) ?? [])
    return saidBetween([...segments, ...(this.#head ? [this.#head] : [])], afterMs, untilMs)
  }

  #mayAsk(url: string): boolean {
    if (this.#held.has(url) || this.#asked.has(url) || this.#asked.size >= AT_ONCE) return false
    return performance.now() - (this.#failedAt.get(url) ?? -AGAIN_MS) >= AGAIN_MS
  }

  async #ask(segment: SegmentRef): Promise<void> {
    this.#asked.add(segment.url)
    try {
      this.#held.set(segment.url, await readSegment(segment, this.#playback))
      this.#failedAt.delete(segment.url)
    } catch {
      this.#failedAt.set(segment.url, performance.now())
      this.#onLost()
    } finally {
      this.#asked.delete(segment.url)
    }
  }
}
