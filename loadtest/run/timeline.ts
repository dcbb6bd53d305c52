// The run second by second: what was counted since the last look, of the crowd, the ledger and
// the server.

import { byPriority } from '../../engine/message.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { Crowd } from '../crowd/crowd.ts'
import type { Report } from '../crowd/orders.ts'
import type { CrowdSample, Sample } from '../result.ts'
import type { ServerWatch } from '../watching/server-watch.ts'

/** A run of days is drawn from its latest hours. */
const MOST_SAMPLES = 20_000

export type TimelineParts = {
  readonly crowd: Crowd
  readonly ledger: Ledger
  readonly server: ServerWatch
}

type Totals = {
  readonly said: number
  readonly acknowledged: number
  readonly bytes: number
  readonly delivered: Sample['delivered']
  readonly withheld: Sample['withheld']
}

export class Timeline {
  readonly samples: Sample[] = []
  readonly #parts: TimelineParts
  #totals: Totals
  #cpu = { own: process.cpuUsage(), children: [] as number[], atMs: performance.now() }

  constructor(parts: TimelineParts) {
    this.#parts = parts
    this.#totals = this.#count()
  }

  async sample(second: number, lateMs: number): Promise<Sample> {
    const { crowd, ledger, server } = this.#parts
    const before = this.#totals
    this.#totals = this.#count()
    const now = this.#totals
    const sample: Sample = {
      second,
      present: crowd.total(({ present }) => present),
      said: now.said - before.said,
      acknowledged: now.acknowledged - before.acknowledged,
      bytes: now.bytes - before.bytes,
      delivered: byPriority(priority => now.delivered[priority] - before.delivered[priority]),
      withheld: byPriority(priority => now.withheld[priority] - before.withheld[priority]),
      latency: ledger.live.interval(),
      crowd: this.#crowdCost(lateMs),
      server: await server.sample(),
    }
    this.samples.push(sample)
    if (this.samples.length > MOST_SAMPLES) this.samples.shift()
    return sample
  }

  #count(): Totals {
    const { crowd, ledger } = this.#parts
    const of = (which: 'delivered' | 'withheld') =>
      byPriority(priority => crowd.total(({ books }) => books[which][priority]))
    return {
      said: ledger.said,
      acknowledged: ledger.acknowledged,
      bytes: crowd.total(({ counts }) => counts.bytes),
      delivered: of('delivered'),
      withheld: of('withheld'),
    }
  }

  /** Each process of the crowd, and this one, which speaks and keeps the ledger. */
  #crowdCost(lateMs: number): CrowdSample {
    const before = this.#cpu
    const reports = this.#parts.crowd.reports.filter((one): one is Report => one !== undefined)
    const own = process.cpuUsage()
    this.#cpu = { own, children: reports.map(one => one.own.cpuMs), atMs: performance.now() }
    const tookMs = Math.max(1, this.#cpu.atMs - before.atMs)
    const ownMs = (own.user + own.system - before.own.user - before.own.system) / 1_000
    const each = this.#cpu.children.map((cpuMs, n) => cpuMs - (before.children[n] ?? 0))
    const cores = [ownMs, ...each].map(cpuMs => Math.max(0, cpuMs) / tookMs)
    return {
      busiest: Math.max(...cores),
      cores: cores.reduce((sum, one) => sum + one, 0),
      loopP99Ms: Math.max(0, ...reports.map(one => one.own.loopP99Ms)),
      lateMs,
    }
  }
}
