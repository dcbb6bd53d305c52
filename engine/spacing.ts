// How far apart things that could be done at once are to be done, by how busy this process is:
// the turns of a room, the writes of a lane. While it is idle they follow each other at once, so
// that a message is where it goes as soon as it can; as it gets busy they move apart, and each
// takes along what came meanwhile: that is what makes it cheap.
//
// The load is looked at when somebody asks, and no more often than it can have changed, so an
// idle process does nothing for it.

/**
 * Busier than this they move apart, and below the second they move together. Between the two
 * they do so slowly: one busy moment is not to keep them apart for as long as there is work.
 */
const BUSY = 0.7
const CALM = 0.5
const STEP = 1.5
const EASE = 1.05
const LEAST_MS = 5
const LOOK_MS = 100

/** @param busy the share of its time that the process was at work since the last look */
export function nextSpacing(beforeMs: number, busy: number, mostMs: number): number {
  if (busy > BUSY) return Math.min(mostMs, Math.max(LEAST_MS, beforeMs * STEP))
  const closerMs = beforeMs / (busy < CALM ? STEP : EASE)
  return closerMs < LEAST_MS ? 0 : closerMs
}

export class Spacing {
  readonly #mostMs: number
  #ms = 0
  #lookedAt = performance.now()
  #seen = performance.eventLoopUtilization()

  /** @param mostMs further apart than this nothing is gained */
  constructor(mostMs: number) {
    this.#mostMs = mostMs
  }

  /** The least time from one to the next. */
  get ms(): number {
    if (performance.now() - this.#lookedAt >= LOOK_MS) this.#look()
    return this.#ms
  }

  #look(): void {
    const seen = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(seen, this.#seen)
    this.#seen = seen
    this.#lookedAt = performance.now()
    this.#ms = nextSpacing(this.#ms, utilization, this.#mostMs)
  }
}
