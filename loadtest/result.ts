// What a run comes to: all that the report draws and `compare` compares. It is written as
// JSON; the format has a name, so that an older file is told from a broken one.

import type { Priority } from '../engine/message.ts'
import type { Class, Percentiles } from './accounting/latency.ts'
import type { ServerSample } from './watching/server-watch.ts'

export const FORMAT = 'barrage-loadtest-1'

/** One second of the run. */
export type Sample = {
  /** Since the talk began; negative while the crowd comes in. */
  readonly second: number
  readonly present: number
  /** In this second. */
  readonly said: number
  readonly acknowledged: number
  readonly delivered: Readonly<Record<Priority, number>>
  readonly withheld: Readonly<Record<Priority, number>>
  readonly bytes: number
  readonly latency: Percentiles
  readonly server: ServerSample
  readonly crowd: CrowdSample
}

export type CrowdSample = {
  /** Cores that the busiest process of the crowd uses: near 1, it is the limit. */
  readonly busiest: number
  /** Of all its processes. */
  readonly cores: number
  readonly loopP99Ms: number
  /** How late the speaker was. */
  readonly lateMs: number
}

/** Requests over HTTP, by name: what autocannon measured at a fixed rate. */
export type HttpResult = {
  readonly name: string
  readonly asked: number
  readonly perSecond: number
  readonly answered: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export type Result = {
  readonly format: typeof FORMAT
  readonly scenario: string
  readonly about: string
  readonly command: string
  readonly startedAt: string
  readonly machine: { readonly cpus: number; readonly cpu: string; readonly node: string }
  readonly asked: {
    readonly viewers: number
    readonly seconds: number
    readonly rate: number
    readonly seed: number
    readonly deflate: boolean
    readonly server: string
    readonly room: string
  }
  readonly verdict: {
    /** Why the run does not count; empty when it does. */
    readonly void: readonly string[]
    /** Thresholds that were not kept. */
    readonly crossed: readonly string[]
    /** What the crowd, and not the server, was the limit of. */
    readonly limits: readonly string[]
    readonly notes: readonly string[]
  }
  readonly entering: {
    /** Before the talk began. */
    readonly viewers: number
    /** Those who were to be there when it had ended, and were not. */
    readonly absent: number
    /** Only when all had got their tickets before anybody connected. */
    readonly joinsPerSecond: number | undefined
    /** Joins included, unless all had their tickets. */
    readonly connectsPerSecond: number
    /** In all of the run. */
    readonly failed: Readonly<Record<string, number>>
  }
  readonly messages: {
    readonly said: number
    readonly acknowledged: number
    readonly refused: Readonly<Record<string, number>>
    readonly unsure: number
    readonly unsaid: number
    readonly numbered: number | undefined
    readonly shed: number
    readonly foreign: number
  }
  readonly audience: {
    readonly delivered: Readonly<Record<Priority, number>>
    readonly withheld: Readonly<Record<Priority, number>>
    readonly bytes: number
    readonly doubled: number
    readonly misordered: number
    readonly missing: number
    readonly gaps: number
    readonly resumed: number
    readonly restarted: number
    /** Viewers who should have everything, how many have, the fewest and most one was delivered. */
    readonly viewers: number
    readonly whole: number
    readonly least: number
    readonly most: number
    /** Connections that ended, by close code. */
    readonly ended: Readonly<Record<string, number>>
    readonly complaints: readonly string[]
  }
  readonly latency: Readonly<Record<Class, Percentiles>>
  readonly distribution: Readonly<
    Record<Class, readonly { readonly percent: number; readonly ms: number }[]>
  >
  /** Of what was said in each part of the run, when it has several. */
  readonly phases: readonly ({ readonly name: string } & Percentiles)[]
  /** Of what viewers got after they had been away. */
  readonly resumedLatency: Percentiles
  readonly server: {
    readonly pids: readonly number[]
    /** CPU-seconds while the talk lasted, and messages delivered for each of them. */
    readonly cpuSeconds: number | undefined
    readonly deliveredPerCpuSecond: number | undefined
    readonly mostRssBytes: number | undefined
    /** Connections that the server says it ended, by why. */
    readonly closed: Readonly<Record<string, number>>
  }
  readonly http: readonly HttpResult[]
  /** Those who meant harm, by what they did: how many came, and how they were ended. */
  readonly abused: Readonly<
    Record<string, { readonly opened: number; readonly ended: Readonly<Record<string, number>> }>
  >
  readonly happened: readonly { readonly second: number; readonly text: string }[]
  readonly timeline: readonly Sample[]
}
