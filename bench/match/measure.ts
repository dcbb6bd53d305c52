// One server under one load: the crowd comes in, sits idle for a moment, is talked to, and what
// it was delivered is held against the CPU that the server took for it in the same span of time.

import { setTimeout as pause } from 'node:timers/promises'
import { Ledger } from '../../loadtest/accounting/ledger.ts'
import { Crowd } from '../../loadtest/crowd/crowd.ts'
import { letIn } from '../../loadtest/run/entering.ts'
import { randomFrom } from '../../loadtest/seeded-random.ts'
import { sharedNow } from '../../loadtest/shared-clock.ts'
import { madeUpTexts } from '../../loadtest/speaking/corpus.ts'
import { Sayings } from '../../loadtest/speaking/sayings.ts'
import { Schedule } from '../../loadtest/speaking/schedule.ts'
import { costOf } from '../../loadtest/watching/proc.ts'
import type { Contestant, Load, Started } from './contestant.ts'

const SEED = 1
const BEAT_MS = 10
/** Compilers of hot code have gone quiet. */
const WARM_MS = 8_000
const WINDOW_MS = 6_000
/** What is on its way when the talk ends; a server that cannot keep up is not waited for. */
const SETTLE_MS = 4_000

export type Measured = {
  readonly contestant: string
  readonly deliveredPerCpuSecond: number
  /** Of what was said × viewers, by the end of the talk and a moment more. */
  readonly deliveredShare: number
  readonly cores: number
  /** Of the busiest process of the crowd, in the same span. */
  readonly crowdCores: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly bytesPerMessage: number
  /** What is wrong with the run; it is shown with it. */
  readonly wrong: readonly string[]
}

export async function measure(contestant: Contestant, load: Load): Promise<Measured> {
  const seconds = (WARM_MS + WINDOW_MS + SETTLE_MS) / 1_000
  const started = await contestant.start(load, seconds)
  try {
    return await new Measuring(contestant, load, started).go()
  } finally {
    await started.stop()
  }
}

class Measuring {
  readonly #contestant: Contestant
  readonly #load: Load
  readonly #started: Started
  readonly #ledger = new Ledger()
  #dead: string | undefined

  constructor(contestant: Contestant, load: Load, started: Started) {
    this.#contestant = contestant
    this.#load = load
    this.#started = started
  }

  async go(): Promise<Measured> {
    const { url: server, room, dialect } = this.#started
    const { viewers } = this.#load
    const crowd = await Crowd.start({
      ...{ server, room, dialect, seed: SEED, viewers },
      deflate: this.#contestant.deflate ?? false,
      allowed: { yesReally: false },
      onReport: (process, report) => this.#ledger.report(process, report, sharedNow()),
      onDeath: what => {
        this.#dead = what
      },
    })
    try {
      const signal = new AbortController().signal
      await letIn(crowd, viewers, { ticketsFirst: true, signal })
      return this.#measured(crowd, await this.#talk(crowd))
    } finally {
      await crowd.stop()
    }
  }

  async #talk(crowd: Crowd): Promise<readonly [Look, Look]> {
    const stop = this.#begin()
    await pause(WARM_MS)
    this.#ledger.phase('warm', sharedNow())
    const from = await this.#look(crowd)
    await pause(WINDOW_MS)
    const to = await this.#look(crowd)
    stop()
    const deadline = performance.now() + SETTLE_MS
    while (performance.now() < deadline && delivered(crowd) < this.#due()) await pause(BEAT_MS)
    return [from, to]
  }

  /** @returns what ends the talk */
  #begin(): () => void {
    const { say, begin } = this.#started
    begin?.()
    if (!say) return () => {}
    const random = randomFrom(SEED)
    const texts = madeUpTexts(random)
    const sayings = new Sayings({ says: undefined, texts, random, run: 'm' })
    const schedule = new Schedule(() => this.#load.rate)
    const began = sharedNow()
    const beat = setInterval(() => {
      const now = sharedNow()
      const due = schedule.due(now - began)
      const spoken = Array.from({ length: due }, () => sayings.next())
      for (const id of say(spoken)) this.#ledger.say(id, now)
    }, BEAT_MS)
    return () => clearInterval(beat)
  }

  /** Both counts at the moment when the crowd tells of its own. */
  async #look(crowd: Crowd): Promise<Look> {
    const before = crowd.reports[0]
    while (crowd.reports[0] === before) await pause(1)
    return {
      atMs: performance.now(),
      cpuMs: costOf(this.#started.pids).cpuMs,
      crowdMs: Math.max(...crowd.reports.map(report => report?.own.cpuMs ?? 0)),
      delivered: delivered(crowd),
      bytes: crowd.total(({ counts }) => counts.bytes),
    }
  }

  #due(): number {
    return this.#ledger.said * this.#load.viewers
  }

  #measured(crowd: Crowd, [from, to]: readonly [Look, Look]): Measured {
    const cpuMs = to.cpuMs - from.cpuMs
    const tookMs = to.atMs - from.atMs
    const told = to.delivered - from.delivered
    this.#ledger.close()
    const [warm] = this.#ledger.phases
    const { p50, p99 } = (warm?.latency ?? this.#ledger.live).percentiles()
    return {
      contestant: this.#contestant.name,
      deliveredPerCpuSecond: Math.round((told / cpuMs) * 1_000),
      deliveredShare: this.#ledger.said > 0 ? delivered(crowd) / this.#due() : 1,
      cores: cpuMs / tookMs,
      crowdCores: (to.crowdMs - from.crowdMs) / tookMs,
      ...{ p50Ms: p50, p99Ms: p99 },
      bytesPerMessage: (to.bytes - from.bytes) / Math.max(1, told),
      wrong: this.#wrong(crowd),
    }
  }

  #wrong(crowd: Crowd): string[] {
    const { broken, doubled, misordered, foreign, said } = this.#ledger
    const sum = (of: 'gaps' | 'doubled') => crowd.total(({ books }) => books[of])
    const counts: [number, string][] = [
      [broken, 'frames that do not add up'],
      [doubled + sum('doubled'), 'doubled'],
      [misordered, 'out of order'],
      [sum('gaps'), 'frames missed'],
      [said > 0 ? foreign : 0, 'foreign'],
    ]
    const wrong = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
    return [...(this.#dead ? [this.#dead] : []), ...wrong]
  }
}

type Look = {
  readonly atMs: number
  readonly cpuMs: number
  readonly crowdMs: number
  readonly delivered: number
  readonly bytes: number
}

function delivered(crowd: Crowd): number {
  return crowd.total(({ books }) => {
    const { whitelist, high, low } = books.delivered
    return whitelist + high + low
  })
}
