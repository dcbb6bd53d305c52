// Carries what arrived in one frame to where it is shown, spread over the tick (playout.ts). One
// timer, whatever waits; bounded, and when it is full what waits longest is shown at once.

import { type Playout, playOut } from './playout.ts'

type Waiting<T> = { readonly value: T; readonly dueMs: number }

/** What is to be shown now, and how long ago that was due: what flies has come so far already. */
export type Due<T> = { readonly value: T; readonly agoMs: number }

/** Two ticks of more than a screen can show. */
const MOST = 1_000
/** Shown together: a frame of the screen is 16 ms, and the chat is drawn once for all of them. */
const STEP_MS = 80

export class Conveyor<T extends { readonly at: number }> {
  #waiting: Waiting<T>[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #playout: Playout | undefined
  readonly #show: (due: readonly Due<T>[]) => void

  constructor(show: (due: readonly Due<T>[]) => void) {
    this.#show = show
  }

  put(values: readonly T[], tickMs: number): void {
    const now = performance.now()
    const ats = values.map(({ at }) => at)
    const { after, dueMs } = playOut(this.#playout, { ats, arrivedMs: now, tickMs })
    this.#playout = after
    for (const [index, value] of values.entries())
      this.#waiting.push({ value, dueMs: dueMs[index] ?? now })
    const over = this.#waiting.length - MOST
    this.#release(over > 0 ? Math.max(now, this.#waiting[over - 1]?.dueMs ?? 0) : now)
  }

  #release(untilMs: number): void {
    clearTimeout(this.#timer)
    const next = this.#waiting.findIndex(({ dueMs }) => dueMs > untilMs)
    const due = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next)
    const agoMs = (dueMs: number) => Math.min(STEP_MS, Math.max(0, untilMs - dueMs))
    if (due.length > 0) this.#show(due.map(({ value, dueMs }) => ({ value, agoMs: agoMs(dueMs) })))
    if (this.#waiting.length > 0)
      this.#timer = setTimeout(() => this.#release(performance.now()), STEP_MS)
  }
}
