// A crowd that says as much as ingest carries, then half of it, and what became of it.

import { setTimeout as pause } from 'node:timers/promises'
import { cpuMs } from './cpu.ts'
import type { IngestBench } from './ingest-bench.ts'

/** As many messages wait, at full speed: each writer has work, and no lane is full. */
const BACKLOG = 4_000
/** By then the pool has the writers it wants. */
const WARM_MS = 5_000
const RUN_MS = 5_000
const STEP_MS = 5

export type Speed = {
  readonly perSecond: number
  /** Of all processes, the services' too when they are our own, for each message. */
  readonly cpuUs: number
  /** From appending to storing, at half of that, or of the goal. */
  readonly p50Ms: number
  readonly p99Ms: number
}

export class Crowd {
  readonly #bench: IngestBench

  constructor(bench: IngestBench) {
    this.#bench = bench
  }

  /** @param goal a second; who carries more is asked for the half of this alone */
  async measure(goal = Number.POSITIVE_INFINITY): Promise<Speed> {
    const { perSecond, cpuUs } = await this.#fullSpeed()
    await this.#drain()
    await this.#steadily(Math.min(perSecond, goal) / 2)
    const ages = this.#bench.agesMs.toSorted((a, b) => a - b)
    const at = (share: number) => ages[Math.floor(ages.length * share)] ?? 0
    return { perSecond, cpuUs, p50Ms: at(0.5), p99Ms: at(0.99) }
  }

  async #fullSpeed(): Promise<Pick<Speed, 'perSecond' | 'cpuUs'>> {
    const bench = this.#bench
    await this.#until(WARM_MS, () => BACKLOG - (bench.said - bench.stored))
    const [before, cpuBefore, since] = [bench.stored, cpuMs(), performance.now()]
    await this.#until(RUN_MS, () => BACKLOG - (bench.said - bench.stored))
    const stored = bench.stored - before
    const perSecond = stored / ((performance.now() - since) / 1_000)
    return { perSecond, cpuUs: ((cpuMs() - cpuBefore) * 1_000) / stored }
  }

  /** The first second is not counted: the pool has just been let go of. */
  async #steadily(perSecond: number): Promise<void> {
    const begun = performance.now()
    let said = 0
    const due = () => {
      const count = Math.floor(((performance.now() - begun) / 1_000) * perSecond) - said
      said += count
      return count
    }
    await this.#until(1_000, due)
    this.#bench.agesMs = []
    await this.#until(RUN_MS, due)
    await this.#drain()
  }

  async #until(ms: number, due: () => number): Promise<void> {
    const end = performance.now() + ms
    while (performance.now() < end) {
      this.#check()
      const many = due()
      if (many > 0) this.#bench.say(many)
      await pause(STEP_MS)
    }
  }

  async #drain(): Promise<void> {
    while (this.#bench.stored < this.#bench.said) {
      this.#check()
      await pause(STEP_MS)
    }
  }

  #check(): void {
    const { refused } = this.#bench
    if (refused !== undefined) throw new Error(`a message was not said: ${refused}`)
  }
}
