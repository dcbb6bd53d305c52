// Where a stream was loudest: the steps of its density that stand out by more than two standard
// deviations, each with what belongs to it. Pure.

export type Span = {
  /** The loudest step. */
  readonly top: number
  /** The steps that belong to it: `from` does, `to` does not. */
  readonly from: number
  readonly to: number
}

/** As many as one in twenty steps of an even stream would reach by chance. */
const DEVIATIONS = 2
/** Fewer comments at once are nobody's outburst. */
const LEAST = 3
/** Of the stream, between two peaks: what is closer is one event to those who look. */
const APART = 1 / 40

/** At most `most`, the loudest, in the order of time. */
export function peaksOf(counts: readonly number[], most: number): Span[] {
  const loudness = smoothed(counts)
  const { mean, least } = levels(loudness)
  const apart = Math.max(1, Math.round(counts.length * APART))
  const spans: Span[] = []
  const loudest = [...loudness.keys()].sort((a, b) => at(loudness, b) - at(loudness, a))
  for (const top of loudest) {
    if (spans.length === most || at(loudness, top) <= least) break
    if (spans.some(span => top >= span.from - apart && top < span.to + apart)) continue
    spans.push(spanOf(loudness, top, mean))
  }
  return spans.sort((a, b) => a.top - b.top)
}

/** A burst lies seldom in one step: its neighbours count half. */
function smoothed(counts: readonly number[]): number[] {
  return counts.map((count, n) => (at(counts, n - 1) + 2 * count + at(counts, n + 1)) / 4)
}

function levels(loudness: readonly number[]): { mean: number; least: number } {
  const many = Math.max(1, loudness.length)
  const mean = loudness.reduce((sum, one) => sum + one, 0) / many
  const variance = loudness.reduce((sum, one) => sum + (one - mean) ** 2, 0) / many
  return { mean, least: Math.max(LEAST, mean + DEVIATIONS * Math.sqrt(variance)) }
}

/** To both sides as long as it is more than half as loud as at the top. */
function spanOf(loudness: readonly number[], top: number, mean: number): Span {
  const half = mean + (at(loudness, top) - mean) / 2
  let [from, to] = [top, top + 1]
  while (at(loudness, from - 1) > half) from--
  while (at(loudness, to) > half) to++
  return { top, from, to }
}

function at(values: readonly number[], n: number): number {
  return values[n] ?? 0
}
