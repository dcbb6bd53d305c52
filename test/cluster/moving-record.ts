// What a crowd in many rooms goes through while edges come and go: how fast it connects, how
// long anybody hears nothing, how late it is what they hear.

import { build, type Histogram } from 'hdr-histogram-js'
import type { StreamId } from '../../engine/ids.ts'
import { openedAt } from '../../engine/stream-id.ts'
import type { Heard } from '../../loadtest/accounting/book.ts'
import type { Telling } from '../../loadtest/accounting/telling.ts'
import type { Viewer } from '../../loadtest/crowd/viewer.ts'

const SECOND_MS = 1_000
/** How often it is to be looked at. */
export const LOOK_MS = 50

export class MovingRecord {
  longestPauseMs = 0
  longestAwayMs = 0
  slowestMs = 0
  cutOff = 0
  overtaken = 0
  mostPerSecond = 0
  connected = 0
  /** The longest that this process itself stood still: what was late by as much, may be so for it. */
  stalledMs = 0
  #lookedAt = performance.now()
  #delays = new Map<string, Histogram>()
  readonly #heardAt = new Map<Viewer, number>()
  readonly #cutAt = new Map<Viewer, number>()
  /** When connections were opened, of the last second. */
  #opened: { readonly at: number; readonly many: number }[] = []

  heard(viewer: Viewer, telling: Telling, how: Heard, everyMs: number): void {
    const now = Date.now()
    const before = this.#heardAt.get(viewer)
    this.#heardAt.set(viewer, now)
    if (before !== undefined)
      this.longestPauseMs = Math.max(this.longestPauseMs, now - before - everyMs)
    if (telling.t === 'batch' && viewer.book.debts.length > 0) this.overtaken++
    const { door } = viewer
    if (!door || how === 'history' || how === 'partly') return
    const delays = this.#delaysOf(door.url)
    for (const { at } of telling.messages) {
      const delay = Math.max(0, now - openedAt(door.stream as StreamId) - at)
      this.slowestMs = Math.max(this.slowestMs, delay)
      if (how === 'live') delays.recordValue(delay)
    }
  }

  cut(viewer: Viewer): void {
    this.cutOff++
    this.#cutAt.set(viewer, performance.now())
  }

  /** @param connected since the last look */
  look(connected: number): void {
    const now = performance.now()
    this.stalledMs = Math.max(this.stalledMs, now - this.#lookedAt - LOOK_MS)
    this.#lookedAt = now
    this.connected += connected
    this.#opened = [...this.#opened, { at: now, many: connected }].filter(
      ({ at }) => now - at < SECOND_MS,
    )
    const within = this.#opened.reduce((sum, { many }) => sum + many, 0)
    this.mostPerSecond = Math.max(this.mostPerSecond, within)
    for (const [viewer, at] of this.#cutAt) {
      this.longestAwayMs = Math.max(this.longestAwayMs, (viewer.open ? viewer.openedAt : now) - at)
      if (viewer.open) this.#cutAt.delete(viewer)
    }
  }

  p99Ms(): Record<string, number> {
    const all = [...this.#delays].map(([url, delays]) => [url, delays.getValueAtPercentile(99)])
    return Object.fromEntries(all)
  }

  /** From here on what has been does not count any more. */
  reset(): void {
    this.longestPauseMs = this.longestAwayMs = this.slowestMs = 0
    this.cutOff = this.overtaken = this.mostPerSecond = this.connected = this.stalledMs = 0
    this.#delays = new Map()
    this.#heardAt.clear()
    this.#opened = []
  }

  #delaysOf(url: string): Histogram {
    const known = this.#delays.get(url)
    if (known) return known
    const delays = build({ numberOfSignificantValueDigits: 3 })
    this.#delays.set(url, delays)
    return delays
  }
}
