// How much an edge has to do, as it tells of itself: joins go where there is least.

import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { EdgeLoad } from '../engine/ports/edges.ts'

const NS_PER_MS = 1_000_000
/** Oftener, and it would itself be what an idle process is busy with. */
const LOOK_MS = 50

export type Load = Pick<EdgeLoad, 'bytesPerSecond' | 'loopDelayMs'> & {
  /** As late as this it is again and again: one stall in a second is none. */
  readonly loopOftenMs: number
  readonly loopWorstMs: number
}

export class LoadMeter {
  /** What the last look found. */
  last: Load = { bytesPerSecond: 0, loopDelayMs: 0, loopOftenMs: 0, loopWorstMs: 0 }
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOK_MS })
  #bytes = 0
  #at = performance.now()

  start(): void {
    this.#delay.enable()
  }

  stop(): void {
    this.#delay.disable()
  }

  /**
   * Since the last look.
   * @param bytes written to viewers since the process began
   */
  look(bytes: number): Load {
    const now = performance.now()
    const seconds = Math.max(0.001, (now - this.#at) / 1_000)
    this.last = {
      bytesPerSecond: Math.round((bytes - this.#bytes) / seconds),
      loopDelayMs: this.#lateMs(99),
      loopOftenMs: this.#lateMs(90),
      loopWorstMs: this.#lateMs(100),
    }
    this.#delay.reset()
    this.#bytes = bytes
    this.#at = now
    return this.last
  }

  #lateMs(percentile: number): number {
    return Math.max(0, Math.round(this.#delay.percentile(percentile) / NS_PER_MS) - LOOK_MS)
  }
}
