// How much an edge has to do, as it tells of itself: joins go where there is least.

import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { EdgeLoad } from '../engine/ports/edges.ts'

const NS_PER_MS = 1_000_000
/** Oftener, and it would itself be what an idle process is busy with. */
const LOOK_MS = 50

export class LoadMeter {
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
  look(bytes: number): Pick<EdgeLoad, 'bytesPerSecond' | 'loopDelayMs'> {
    const now = performance.now()
    const seconds = Math.max(0.001, (now - this.#at) / 1_000)
    const bytesPerSecond = Math.round((bytes - this.#bytes) / seconds)
    const loopDelayMs = Math.max(0, Math.round(this.#delay.percentile(99) / NS_PER_MS) - LOOK_MS)
    this.#delay.reset()
    this.#bytes = bytes
    this.#at = now
    return { bytesPerSecond, loopDelayMs }
  }
}
