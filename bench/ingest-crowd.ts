// A crowd that says as much as ingest carries, then half of it, and what became of it.

import { setTimeout as pause } from 'node:timers/promises'
import type { MessageId, ViewerId } from '../engine/ids.ts'
import { DANMAKU } from '../engine/message.ts'
import type { IngestBench } from './ingest-bench.ts'

/** As many messages wait, at full speed: each writer has work, and no lane is full. */
const BACKLOG = 4_000
/** By then the pool has the writers it wants. */
const WARM_MS = 5_000
const RUN_MS = 5_000
const STEP_MS = 5
const SENDERS = 1_000

export type Speed = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number }

export class Crowd {
  readonly #bench: IngestBench

  constructor(bench: IngestBench) {
    this.#bench = bench
  }

  async measure(): Promise<Speed> {
    const perSecond = await this.#fullSpeed()
    await this.#drain()
    await this.#steadily(perSecond / 2)
    const ages = this.#bench.agesMs.toSorted((a, b) => a - b)
    const at = (share: number) => ages[Math.floor(ages.length * share)] ?? 0
    return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
  }

  async #fullSpeed(): Promise<number> {
    const bench = this.#bench
    await this.#until(WARM_MS, () => BACKLOG - (bench.appended - bench.stored))
    const [before, since] = [bench.stored, performance.now()]
    await this.#until(RUN_MS, () => BACKLOG - (bench.appended - bench.stored))
    return (bench.stored - before) / ((performance.now() - since) / 1_000)
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
      for (let count = due(); count > 0; count--) void this.#say()
      await pause(STEP_MS)
    }
  }

  async #drain(): Promise<void> {
    while (this.#bench.stored < this.#bench.appended) await pause(STEP_MS)
  }

  #say(): Promise<void> {
    const { appended, rooms } = this.#bench
    const { room, stream } = rooms[appended % rooms.length] as (typeof rooms)[number]
    return this.#bench.append({
      id: `b${appended.toString(36).padStart(10, '0')}` as MessageId,
      room,
      stream,
      kind: DANMAKU,
      priority: 'low',
      from: { id: `viewer-${appended % SENDERS}` as ViewerId, name: '观众' },
      body: { text: '前方高能预警，注意！' },
      at: Date.now(),
    })
  }
}
