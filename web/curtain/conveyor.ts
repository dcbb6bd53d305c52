// Carries what arrived in one frame to where it is shown, spread over the tick. One timer,
// whatever waits; bounded, and when it is full what waits longest is shown at once.

import { delays } from './playout.ts'

type Waiting<T> = { readonly value: T; readonly dueMs: number }

/** Two ticks of more than a screen can show. */
const MOST = 1_000
/** Shown together: a frame of the screen is 16 ms, and the chat is drawn once for all of them. */
const STEP_MS = 80

export class Conveyor<T extends { readonly at: number }> {
  #waiting: Waiting<T>[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #show: (values: readonly T[]) => void

  constructor(show: (values: readonly T[]) => void) {
    this.#show = show
  }

  put(values: readonly T[], tickMs: number): void {
    const now = performance.now()
    const waits = delays(
      values.map(({ at }) => at),
      tickMs,
    )
    const added = values.map((value, index) => ({ value, dueMs: now + (waits[index] ?? 0) }))
    const all = [...this.#waiting, ...added].sort((a, b) => a.dueMs - b.dueMs)
    this.#waiting = all
    const over = all.length - MOST
    this.#release(over > 0 ? Math.max(now, all[over - 1]?.dueMs ?? 0) : now)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#waiting = []
  }

  #release(untilMs: number): void {
    clearTimeout(this.#timer)
    const next = this.#waiting.findIndex(({ dueMs }) => dueMs > untilMs)
    const due = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next)
    if (due.length > 0) this.#show(due.map(({ value }) => value))
    if (this.#waiting.length > 0)
      this.#timer = setTimeout(() => this.#release(performance.now()), STEP_MS)
  }
}
