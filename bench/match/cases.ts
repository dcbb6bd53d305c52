// The loads of the match. Each is a case of its own: a machine drifts, so what is compared is
// measured within minutes, and in turns that go there and back (A-B-B-A).

import type { Load } from './contestant.ts'

export type Bound = {
  readonly by: string
  readonly figure: 'deliveredPerCpuSecond' | 'p50Ms' | 'bytesPerMessage'
  readonly goal: { readonly most: number } | { readonly least: number }
}

export type Case = {
  readonly name: string
  readonly title: string
  readonly load: Load
  /** Who takes part. */
  readonly contestants: readonly string[]
  /** How many times another contestant's rate ours are to reach at least; of these, `by` alone. */
  readonly goals: readonly {
    readonly of: string
    readonly least: number
    readonly by?: string
  }[]
  /** What a contestant is to reach by itself. */
  readonly bounds: readonly Bound[]
}

/** Whose rates the goals are of. */
export const EDGE = 'Barrage edge'
export const DEFLATING = 'Barrage edge with deflate'
const AUTO = 'Barrage with auto tick'
const EDGE_AUTO = 'Barrage edge with auto tick'
const WITH_A_TICK = [
  ...['Barrage', EDGE, DEFLATING, 'control'],
  ...['ws in batches', 'Socket.IO in batches', 'ws', 'Socket.IO'],
]
const DEFLATED = { of: EDGE, by: DEFLATING, least: 0.95 }
const CONTROL = { of: 'control', least: 0.85 }

const rate = (least: number): Bound => ({
  ...{ by: EDGE, figure: 'deliveredPerCpuSecond', goal: { least } },
})
const SMALL: Bound = { by: DEFLATING, figure: 'bytesPerMessage', goal: { most: 75 } }
const SOON: Bound = { by: AUTO, figure: 'p50Ms', goal: { most: 100 } }

export const CASES: readonly Case[] = [
  {
    name: '5000x20',
    title: '5,000 viewers × 20 messages/s, 200 ms tick',
    load: { viewers: 5_000, rate: 20, tickMs: 200 },
    contestants: WITH_A_TICK,
    goals: [CONTROL, { of: 'Socket.IO', least: 4 }],
    bounds: [rate(350_000)],
  },
  {
    name: '5000x20-auto',
    title: '5,000 viewers × 20 messages/s, auto tick against one of 200 ms',
    load: { viewers: 5_000, rate: 20, tickMs: 200 },
    contestants: ['Barrage', AUTO, EDGE, EDGE_AUTO],
    goals: [
      { of: 'Barrage', by: AUTO, least: 0.75 },
      { of: EDGE, by: EDGE_AUTO, least: 0.75 },
    ],
    bounds: [SOON],
  },
  {
    name: '5000x100',
    title: '5,000 viewers × 100 messages/s, 200 ms tick',
    load: { viewers: 5_000, rate: 100, tickMs: 200 },
    contestants: WITH_A_TICK,
    goals: [CONTROL, DEFLATED, { of: 'Socket.IO', least: 17 }],
    bounds: [rate(1_600_000), SMALL],
  },
  {
    name: '1000x500',
    title: '1,000 viewers × 500 messages/s, 200 ms tick',
    load: { viewers: 1_000, rate: 500, tickMs: 200 },
    contestants: WITH_A_TICK,
    goals: [CONTROL, DEFLATED, { of: 'Socket.IO', least: 35 }],
    bounds: [rate(4_500_000)],
  },
  {
    name: '5000x100-1s',
    title: '5,000 viewers × 100 messages/s, 1 s tick',
    load: { viewers: 5_000, rate: 100, tickMs: 1_000 },
    contestants: WITH_A_TICK,
    goals: [{ of: 'Socket.IO', least: 40 }],
    bounds: [],
  },
]
