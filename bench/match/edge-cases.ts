// What Barrage's own edge must hold to, each a scenario of the load test with what it comes to:
// a figure, and the goal for it. To add one, add it to the list.

import { AUTO_TICK } from '../../engine/room.ts'
import type { Result } from '../../loadtest/result.ts'
import { planOf } from '../../loadtest/run/plan.ts'
import { run } from '../../loadtest/run/run.ts'
import type { Scenario } from '../../loadtest/scenario.ts'
import { randomFrom } from '../../loadtest/seeded-random.ts'
import { madeUpTexts } from '../../loadtest/speaking/corpus.ts'
import { askedOf, type BarrageProcess, startBarrageProcess } from './barrage-process.ts'
import { ALL } from './contestants.ts'
import { startEdges } from './edge-process.ts'

export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal?: { readonly most: number } | { readonly least: number }
}

export type EdgeCase = {
  readonly name: string
  readonly title: string
  readonly scenario: Scenario
  /** What is started for it; everything in one process when left out. */
  readonly start?: () => Promise<BarrageProcess>
  readonly figures: (result: Result) => readonly Figure[]
}

const TICK_200 = { quota: ALL, tickMs: 200 }
/** By then a server that has just started has compiled what is hot, and opened its archive. */
const WARM_SECONDS = 12
const STALL_SECOND = 28
const WARM: Pick<Scenario, 'happenings'> = {
  happenings: () => [{ atSecond: WARM_SECONDS, do: 'nothing', phase: 'warm' }],
}

export const EDGE_CASES: readonly EdgeCase[] = [
  {
    name: 'latency',
    title: '10,000 viewers × 100 messages/s, 200 ms tick: from said to heard',
    scenario: {
      about: 'latency of a big room',
      usual: { viewers: 10_000, seconds: 30, rate: 100 },
      room: TICK_200,
      ...WARM,
    },
    figures: ({ phases: [, warm] }) => [
      { name: 'p50', value: warm?.p50 ?? 0, unit: 'ms', goal: { most: 160 } },
      { name: 'p99', value: warm?.p99 ?? 0, unit: 'ms', goal: { most: 320 } },
      { name: 'p99.9', value: warm?.p999 ?? 0, unit: 'ms', goal: { most: 400 } },
    ],
  },
  {
    name: 'small-room',
    title: '50 viewers × 10 messages/s, read on notice: from said to heard',
    scenario: {
      about: 'latency of a small room',
      usual: { viewers: 50, seconds: 20, rate: 10 },
      room: { quota: ALL },
    },
    figures: ({ latency: { all } }) => [
      { name: 'p50', value: all.p50, unit: 'ms', goal: { most: 15 } },
      { name: 'p99', value: all.p99, unit: 'ms', goal: { most: 40 } },
    ],
  },
  {
    name: 'auto-tick',
    title: '300 viewers × 100 messages/s, auto tick: from said to heard',
    scenario: {
      about: 'latency of an idle edge',
      usual: { viewers: 300, seconds: 30, rate: 100 },
      room: { quota: ALL, tickMs: AUTO_TICK },
      ...WARM,
    },
    figures: ({ phases: [, warm] }) => [
      { name: 'p50', value: warm?.p50 ?? 0, unit: 'ms', goal: { most: 15 } },
      { name: 'p99', value: warm?.p99 ?? 0, unit: 'ms', goal: { most: 30 } },
    ],
  },
  {
    name: 'stall',
    title: '18,000 viewers × 100 messages/s, 1 s tick: the worst stall of the event loop',
    scenario: {
      about: 'stalls of a full edge',
      usual: { viewers: 18_000, seconds: 30, rate: 100 },
      room: { quota: ALL, tickMs: 1_000 },
    },
    figures: ({ timeline }) => {
      const warm = timeline.filter(({ second }) => second > WARM_SECONDS)
      const stalls = warm.map(({ server }) => server.loopMaxMs ?? 0)
      return [{ name: 'worst', value: Math.max(...stalls), unit: 'ms', goal: { most: 15 } }]
    },
  },
  {
    name: 'stalled',
    title: '10,000 viewers × 100 messages/s, 200 ms tick, and a tenth stops reading',
    scenario: {
      about: 'a tenth stops reading',
      usual: { viewers: 10_000, seconds: 45, rate: 100 },
      room: TICK_200,
      happenings: () => [
        { atSecond: WARM_SECONDS, do: 'nothing', phase: 'warm' },
        { atSecond: STALL_SECOND, do: 'stall', share: 0.1, phase: 'beside stalled' },
      ],
    },
    figures: ({ phases: [, before, beside], timeline, asked }) => [
      {
        ...{ name: 'p99 of the others, against before', unit: '×', goal: { most: 1.1 } },
        value: (beside?.p99 ?? 0) / (before?.p99 ?? 1),
      },
      {
        ...{ name: 'memory for each stalled viewer', unit: 'kB', goal: { most: 64 } },
        value: grown(timeline) / (asked.viewers / 10) / 1_000,
      },
    ],
  },
  {
    name: 'whole-machine',
    title: '2 edges × 18,000 viewers × 30 messages/s, 1 s tick, the crowd on the same two cores',
    scenario: {
      about: 'a machine full of viewers',
      usual: { viewers: 36_000, seconds: 20, rate: 30 },
      room: { quota: ALL, tickMs: 1_000 },
    },
    start: () => startEdges(2),
    figures: ({ timeline, audience, messages }) => {
      const told = timeline
        .filter(({ second }) => second >= 5)
        .map(({ delivered: { whitelist, high, low } }) => whitelist + high + low)
      const mean = told.reduce((sum, one) => sum + one, 0) / Math.max(1, told.length)
      const share = audience.whole / Math.max(1, audience.viewers)
      return [
        { name: 'deliveries a second', value: mean, unit: '', goal: { least: 1_000_000 } },
        {
          name: 'viewers who have everything',
          value: 100 * share,
          unit: '%',
          goal: { least: 100 },
        },
        { name: 'messages said', value: messages.said, unit: '' },
      ]
    },
  },
]

/** What memory grew by from the most that it was before they stalled to the most after. */
function grown(timeline: Result['timeline']): number {
  const most = (from: number, to: number) =>
    Math.max(
      ...timeline
        .filter(({ second }) => second > from && second <= to)
        .map(({ server }) => server.rssBytes ?? 0),
    )
  return Math.max(
    0,
    most(STALL_SECOND, Number.POSITIVE_INFINITY) - most(WARM_SECONDS, STALL_SECOND),
  )
}

export type EdgeResult = {
  readonly case: string
  readonly title: string
  readonly measuredAt: string
  readonly figures: readonly Figure[]
  readonly wrong: readonly string[]
  readonly limits: readonly string[]
}

export async function measureEdge({
  name,
  title,
  scenario,
  figures,
  start = startBarrageProcess,
}: EdgeCase): Promise<EdgeResult> {
  const server = await start()
  try {
    const result = await run(planOf(name, scenario, askedOf(server)), {
      texts: madeUpTexts(randomFrom(2)),
      signal: new AbortController().signal,
      ...{ show: () => {}, say: () => {}, command: `make bench ONLY=${name}` },
    })
    const { void: wrong, limits, notes } = result.verdict
    return {
      ...{ case: name, title, measuredAt: new Date().toISOString() },
      figures: figures(result),
      ...{ wrong: [...wrong, ...notes], limits },
    }
  } finally {
    await server.stop()
  }
}
