// From values to places on a plot, and the round numbers that an axis is marked with. Pure.

export type Point = { readonly x: number; readonly y: number }

export type Scale = {
  /** From a value to pixels. */
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

const TICKS = 4
type Pixels = readonly [from: number, to: number]

/** From 0 to a round number. */
export function linear(most: number, pixels: Pixels, leastStep = 0): Scale {
  const step = Math.max(leastStep, roundStep(most / TICKS))
  return upTo(Math.max(step, Math.ceil(most / step) * step), pixels, step)
}

/** From 0 to just there. */
export function exact(most: number, pixels: Pixels): Scale {
  return upTo(most, pixels, roundStep(most / TICKS))
}

function upTo(top: number, [from, to]: Pixels, step: number): Scale {
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, n) => n * step)
  return { at: value => from + (to - from) * (value / top), ticks }
}

/** 1, 2 or 5 times a power of ten, and not less than asked for. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find(one => one * power >= least * 0.999) ?? 10
  return factor * power
}

/** Percentiles: each nine has as much room as the last. 0 ‥ 99.999 % */
export function percentileScale([from, to]: Pixels): Scale {
  const most = nines(99.999)
  return {
    at: percent => from + (to - from) * Math.min(1, nines(percent) / most),
    ticks: [50, 90, 99, 99.9, 99.99],
  }
}

function nines(percent: number): number {
  return -Math.log10(Math.max(1e-9, 1 - percent / 100))
}

/**
 * At most so many points up to `end`: of each stretch that becomes one the highest, at the
 * stretch's beginning, so that no peak is lost and what is drawn together stays together.
 */
export function thinned(points: readonly Point[], most: number, end: number): readonly Point[] {
  if (points.length <= most) return points
  const stretch = end / most
  const highest = new Map<number, number>()
  for (const { x, y } of points) {
    const start = Math.floor(x / stretch) * stretch
    highest.set(start, Math.max(y, highest.get(start) ?? Number.NEGATIVE_INFINITY))
  }
  return [...highest].map(([x, y]) => ({ x, y }))
}
