// How much was said when, as the replay service tells it: counts for the curve, and the peaks
// with what they are about. Pure.

export type Peak = {
  /** ms of the video. */
  readonly at: number
  readonly from: number
  readonly to: number
  readonly words: readonly string[]
}
export type Density = { readonly counts: readonly number[]; readonly peaks: readonly Peak[] }

export const NO_DENSITY: Density = { counts: [], peaks: [] }

const CURVE_STEPS = 200
/** Round steps, so that viewers of one stream ask for the same curve. */
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 3_600].map(s => s * 1_000)
/** People write of what they have just seen: it begins a little before they do. */
const LEAD_MS = 4_000

export function stepFor(durationMs: number): number {
  const least = durationMs / CURVE_STEPS
  return STEPS_MS.find(step => step >= least) ?? Math.ceil(least)
}

/** What was answered, as far as the page would break without it. */
export function densityIn(answer: { counts?: unknown; peaks?: unknown }): Density {
  const { counts, peaks } = answer
  return {
    counts: Array.isArray(counts) ? counts.map(count => Number(count) || 0) : [],
    peaks: Array.isArray(peaks) ? peaks.flatMap(peakIn) : [],
  }
}

/** Where to begin to see what a peak is about. */
export function beginningOf({ from }: Peak): number {
  return Math.max(0, from - LEAD_MS)
}

function peakIn({ at, from, to, words }: Readonly<Record<string, unknown>>): readonly Peak[] {
  if (![at, from, to].every(Number.isFinite)) return []
  const told = Array.isArray(words) ? words.map(String) : []
  return [{ at: Number(at), from: Number(from), to: Number(to), words: told }]
}
