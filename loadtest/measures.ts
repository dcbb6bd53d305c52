// What a threshold can be set on, by name; each is one number of the result.

import type { Class } from './accounting/latency.ts'
import type { Result } from './result.ts'

const MEASURES = {
  p50Ms: latency('all', 'p50'),
  p99Ms: latency('all', 'p99'),
  p999Ms: latency('all', 'p999'),
  /** The worst part of the run against the first. */
  worstPhaseP99Ratio: ({ phases }: Result) =>
    share(Math.max(0, ...phases.map(({ p99 }) => p99)), phases[0]?.p99 ?? 0),
  whitelistP99Ms: latency('whitelist', 'p99'),
  resumedP99Ms: ({ resumedLatency }: Result) => resumedLatency.p99,
  /** Of all numbers that viewers were told of. */
  withheldShare: ({ audience }: Result) =>
    share(total(audience.withheld), total(audience.delivered) + total(audience.withheld)),
  whitelistWithheld: ({ audience }: Result) => audience.withheld.whitelist,
  refusedShare: ({ messages }: Result) => share(total(messages.refused), messages.said),
  unsure: ({ messages }: Result) => messages.unsure,
  shed: ({ messages }: Result) => messages.shed,
  failedEntries: ({ entering }: Result) => total(entering.failed),
  absent: ({ entering }: Result) => entering.absent,
  connectsPerSecond: ({ entering }: Result) => entering.connectsPerSecond,
  gaps: ({ audience }: Result) => audience.gaps,
  resumed: ({ audience }: Result) => audience.resumed,
  restarted: ({ audience }: Result) => audience.restarted,
  serverLoopMaxMs: ({ timeline }: Result) =>
    Math.max(0, ...timeline.map(({ server }) => server.loopMaxMs ?? 0)),
  serverRssMb: ({ server }: Result) => (server.mostRssBytes ?? 0) / 1e6,
  /** The most of the last quarter of the run against that of its second. */
  serverRssGrowth: ({ timeline }: Result) => {
    const rss = timeline.map(({ server }) => server.rssBytes ?? 0)
    const quarter = (nth: number) => rss.slice((rss.length * nth) / 4, (rss.length * (nth + 1)) / 4)
    return share(Math.max(0, ...quarter(3)), Math.max(0, ...quarter(1)))
  },
  httpFailedShare: ({ http }: Result) =>
    share(sum(http.map(({ failed }) => failed)), sum(http.map(({ asked }) => asked))),
  /** Of what was to be asked: what is late by so much that it is not asked counts too. */
  httpAnsweredShare: ({ http }: Result) =>
    http.length > 0
      ? share(sum(http.map(({ answered }) => answered)), sum(http.map(({ asked }) => asked)))
      : 1,
  httpP99Ms: ({ http }: Result) => Math.max(0, ...http.map(({ p99 }) => p99)),
} as const satisfies Record<string, (result: Result) => number>

export type Measure = keyof typeof MEASURES

export type Threshold = { readonly measure: Measure } & (
  | { readonly most: number }
  | { readonly least: number }
)

export function isMeasure(name: unknown): name is Measure {
  return typeof name === 'string' && Object.hasOwn(MEASURES, name)
}

export const MEASURE_NAMES = Object.keys(MEASURES) as readonly Measure[]

/** The thresholds that a result does not keep, in words. */
export function crossed(result: Result, gate: readonly Threshold[] = []): string[] {
  return gate.flatMap(threshold => {
    const value = MEASURES[threshold.measure](result)
    const shown = Math.round(value * 1_000) / 1_000
    if ('most' in threshold && value > threshold.most)
      return [`${threshold.measure} is ${shown}, at most ${threshold.most} is asked for`]
    if ('least' in threshold && value < threshold.least)
      return [`${threshold.measure} is ${shown}, at least ${threshold.least} is asked for`]
    return []
  })
}

function latency(of: Class, which: 'p50' | 'p99' | 'p999') {
  return (result: Result) => result.latency[of][which]
}

function total(of: Readonly<Record<string, number>>): number {
  return sum(Object.values(of))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}
