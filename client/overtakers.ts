// Live frames that came before what we had missed. After a move or a cut the edge sends what lies
// between, and may have told the room something new meanwhile: that waits for it, so that what
// was said is shown in order.
//
// Not for long, and not many of them: an edge whose store is slow must not silence the room.

import type { BatchFrame } from '../engine/wire/frames.ts'

/** A room's frames come ten a second at most; who waits longer sees that something is amiss. */
const LONGEST_MS = 2_000
const MOST_FRAMES = 32

export class Overtakers {
  readonly #show: (frame: BatchFrame) => void
  #frames: BatchFrame[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(show: (frame: BatchFrame) => void) {
    this.#show = show
  }

  add(frame: BatchFrame): void {
    this.#frames.push(frame)
    if (this.#frames.length > MOST_FRAMES) this.release()
    else this.#timer ??= setTimeout(() => this.release(), LONGEST_MS)
  }

  /** What they waited for has been shown, or will not come. */
  release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const frames = this.#frames
    this.#frames = []
    for (const frame of frames) this.#show(frame)
  }
}
