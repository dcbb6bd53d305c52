// The loads of the match. Each is a case of its own: a machine drifts, so what is compared is
// measured within minutes, and in turns that go there and back (A-B-B-A).

import type { Load } from './contestant.ts'

export type Case = {
  readonly name: string
  readonly title: string
  readonly load: Load
  /** How many times another contestant's rate ours are to reach at least; of these, `by` alone. */
  readonly goals: readonly {
    readonly of: string
    readonly least: number
    readonly by?: string
  }[]
  /** The most that half of what `by` was told may be late, in ms. */
  readonly p50?: { readonly by: string; readonly most: number }
}

const EDGE = 'Barrage edge'
const DEFLATED = { of: EDGE, by: 'Barrage edge with deflate', least: 0.95 }
const AUTO_TICK = [
  { of: 'Barrage', by: 'Barrage with auto tick', least: 0.75 },
  { of: EDGE, by: 'Barrage edge with auto tick', least: 0.75 },
]
const CONTROL = { of: 'control', least: 0.85 }

export const CASES: readonly Case[] = [
  {
    name: '5000x20',
    title: '5,000 viewers × 20 messages/s, 200 ms tick',
    load: { viewers: 5_000, rate: 20, tickMs: 200 },
    goals: [CONTROL, ...AUTO_TICK, { of: 'Socket.IO', least: 4 }],
    p50: { by: 'Barrage with auto tick', most: 100 },
  },
  {
    name: '5000x100',
    title: '5,000 viewers × 100 messages/s, 200 ms tick',
    load: { viewers: 5_000, rate: 100, tickMs: 200 },
    goals: [CONTROL, DEFLATED, { of: 'Socket.IO', least: 17 }],
  },
  {
    name: '1000x500',
    title: '1,000 viewers × 500 messages/s, 200 ms tick',
    load: { viewers: 1_000, rate: 500, tickMs: 200 },
    goals: [CONTROL, DEFLATED, { of: 'Socket.IO', least: 35 }],
  },
  {
    name: '5000x100-1s',
    title: '5,000 viewers × 100 messages/s, 1 s tick',
    load: { viewers: 5_000, rate: 100, tickMs: 1_000 },
    goals: [{ of: 'Socket.IO', least: 40 }],
  },
]
