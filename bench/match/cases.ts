// The loads of the match. Each is a case of its own: a machine drifts, so what is compared is
// measured within minutes, and in turns that go there and back (A-B-B-A).

import type { Load } from './contestant.ts'

export type Case = {
  readonly name: string
  readonly title: string
  readonly load: Load
  /** What is to be said of it, below its table. */
  readonly note?: string
  /** How many times another contestant's rate ours are to reach at least; of these, `by` alone. */
  readonly goals: readonly {
    readonly of: string
    readonly least: number
    readonly by?: string
  }[]
}

const FEW_VIEWERS = `A write to a socket costs Barrage edge what it costs the control, 7 µs (\`perf\`: \`ksys_write\`). What it does besides does not grow with viewers, and with 1,000 of them it is not spread thin: 500 messages a second are read, picked and put into frames, 1,000 viewers ping, timers and metrics run: 32 ms of CPU a second, in some forty functions of which none has more than 3 %. A warm-up five times as long did not change it.`

const EDGE = 'Barrage edge'
const DEFLATED = { of: EDGE, by: 'Barrage edge, deflate', least: 0.95 }
const AUTO_TICK = { of: EDGE, by: 'Barrage edge, auto tick', least: 0.75 }
const CONTROL = { of: 'control', least: 0.85 }

export const CASES: readonly Case[] = [
  {
    name: '5000x20',
    title: '5,000 viewers × 20 messages/s, 200 ms tick',
    load: { viewers: 5_000, rate: 20, tickMs: 200 },
    goals: [CONTROL, AUTO_TICK, { of: 'Socket.IO', least: 4 }],
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
    note: FEW_VIEWERS,
    goals: [CONTROL, DEFLATED, { of: 'Socket.IO', least: 35 }],
  },
  {
    name: '5000x100-1s',
    title: '5,000 viewers × 100 messages/s, 1 s tick',
    load: { viewers: 5_000, rate: 100, tickMs: 1_000 },
    goals: [{ of: 'Socket.IO', least: 40 }],
  },
]
