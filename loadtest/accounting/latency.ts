// How long messages took, from being said to being heard, for every viewer: HDR histograms,
// per class, in tenths of a millisecond.

import { build, type Histogram } from 'hdr-histogram-js'
import { PRIORITIES, type Priority } from '../../engine/message.ts'
import { TICKS_PER_MS } from '../crowd/receipts.ts'

/** Whatever takes longer than ten minutes is as bad as that. */
const MOST_TICKS = 600_000 * TICKS_PER_MS

export type Class = Priority | 'all'
export const CLASSES: readonly Class[] = ['all', ...PRIORITIES]

/** In ms; empty histograms have none. */
export type Percentiles = {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly p9999: number
  readonly max: number
  readonly mean: number
}

export class Latency {
  readonly #byClass = new Map<Class, Histogram>(CLASSES.map(one => [one, empty()]))
  #interval = empty()

  /** @param ticks from being said to being heard; a clock's rounding may make it less than nothing */
  record(priority: Priority, ticks: number, count: number): void {
    const value = Math.min(MOST_TICKS, Math.max(0, Math.round(ticks)))
    this.#byClass.get('all')?.recordValueWithCount(value, count)
    this.#byClass.get(priority)?.recordValueWithCount(value, count)
    this.#interval.recordValueWithCount(value, count)
  }

  /** Of a class, since the beginning. */
  percentiles(of: Class = 'all'): Percentiles {
    return percentilesOf(this.#byClass.get(of) as Histogram)
  }

  /** Of all classes, since it was last asked. */
  interval(): Percentiles {
    const percentiles = percentilesOf(this.#interval)
    this.#interval.reset()
    return percentiles
  }

  /** Points of the whole distribution, for a plot: share of messages, and within how many ms. */
  distribution(of: Class = 'all'): readonly { readonly percent: number; readonly ms: number }[] {
    const histogram = this.#byClass.get(of) as Histogram
    if (histogram.totalCount === 0) return []
    return PERCENTS.map(percent => ({ percent, ms: msAt(histogram, percent) }))
  }
}

/** Each step halves or fifths what is left above: a plot with a logarithmic axis. */
const PERCENTS = [
  ...[0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99],
  ...[99.5, 99.7, 99.8, 99.9, 99.95, 99.98, 99.99, 99.995, 99.999],
]

function empty(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_TICKS,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  })
}

function percentilesOf(histogram: Histogram): Percentiles {
  const { totalCount: count, maxValue, mean } = histogram
  if (count === 0) return { count, p50: 0, p90: 0, p99: 0, p999: 0, p9999: 0, max: 0, mean: 0 }
  return {
    count,
    p50: msAt(histogram, 50),
    p90: msAt(histogram, 90),
    p99: msAt(histogram, 99),
    p999: msAt(histogram, 99.9),
    p9999: msAt(histogram, 99.99),
    max: maxValue / TICKS_PER_MS,
    mean: Math.round((mean / TICKS_PER_MS) * 100) / 100,
  }
}

function msAt(histogram: Histogram, percent: number): number {
  return histogram.getValueAtPercentile(percent) / TICKS_PER_MS
}
