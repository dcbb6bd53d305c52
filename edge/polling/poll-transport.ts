// One client that polls. What is written to it is kept until a poll has carried it away and the
// next one has said that it arrived, because an answer may be lost on its way: so nothing is lost
// between polls, and what waits for the client is known to the byte.
//
// Frames are numbered from 1. A poll names the last number that has arrived, and is answered with
// all that came after it: at once when there is something, else as soon as there is, or with
// nothing when it has waited long enough.

import { CLOSE_CODES } from '../../engine/close-code.ts'
import type { Frame } from '../frame.ts'
import type { Transport, TransportListener } from '../transport.ts'

/** Twice what may wait as answers to one client (hearing.ts): whoever has more does not poll. */
const MOST_KEPT_BYTES = 2_097_152
/** RFC 6455, 7.4.1: as a WebSocket says that it is over when nobody said why. */
const BROKEN = 1006

export type PollAnswer = {
  /** The number of the last frame. */
  readonly after: number
  readonly frames: readonly Buffer[]
  /** There will be no more. */
  readonly closed: { readonly code: number; readonly text: string } | undefined
}

/** What became of polls: kept by whoever holds the transports. */
export type PollCounts = {
  /** Polls that were answered with something, and with nothing. */
  told: number
  idle: number
  /** Clients that were ended because too much was kept for them. */
  overflowed: number
  /** Sessions that gave way to a newer one of the same viewer. */
  displaced: number
}

export class PollTransport implements Transport {
  readonly #counts: PollCounts
  readonly #kept: Buffer[] = []
  #keptBytes = 0
  /** The number of the last frame that has arrived. */
  #arrived = 0
  #waiting: ((answer: PollAnswer) => void) | undefined
  #patience: NodeJS.Timeout | undefined
  #isDue = false
  #listener: TransportListener | undefined
  #closed: PollAnswer['closed']
  #isOver = false

  constructor(counts: PollCounts) {
    this.#counts = counts
  }

  listen(listener: TransportListener): void {
    this.#listener = listener
  }

  get isOpen(): boolean {
    return this.#closed === undefined
  }

  get unsentBytes(): number {
    return this.#keptBytes
  }

  write({ payload }: Frame): number {
    if (!this.isOpen) return 0
    if (this.#keptBytes + payload.length > MOST_KEPT_BYTES) return this.#overflow()
    this.#kept.push(payload)
    this.#keptBytes += payload.length
    this.#answerSoon()
    return payload.length
  }

  end(code: number, text: string): void {
    if (!this.isOpen) return
    this.#closed = { code, text }
    this.#answerSoon()
  }

  cutOff(): void {
    this.#closed ??= { code: BROKEN, text: '' }
    this.#answer()
    this.#end()
  }

  /**
   * A newer poll takes the place of one that still waits.
   * @param after the number of the last frame that has arrived
   * @returns nothing when there is no such number
   */
  poll(after: number, waitMs: number): Promise<PollAnswer> | undefined {
    if (after > this.#arrived + this.#kept.length) return undefined
    this.#answer()
    this.#letGoUpTo(after)
    return new Promise(resolve => {
      this.#waiting = resolve
      if (this.#kept.length > 0 || !this.isOpen) this.#answer()
      else this.#patience = setTimeout(answer, waitMs, this)
    })
  }

  /** @internal What is written in one go leaves in one answer. */
  onDue(): void {
    this.#isDue = false
    if (this.#kept.length > 0 || !this.isOpen) this.#answer()
  }

  /** @internal */
  onPatienceOver(): void {
    this.#answer()
  }

  #letGoUpTo(after: number): void {
    for (const frame of this.#kept.splice(0, after - this.#arrived)) {
      this.#keptBytes -= frame.length
      this.#arrived++
    }
  }

  #answerSoon(): void {
    if (!this.#waiting || this.#isDue) return
    this.#isDue = true
    setImmediate(answerDue, this)
  }

  #answer(): void {
    const answer = this.#waiting
    if (!answer) return
    this.#waiting = undefined
    clearTimeout(this.#patience)
    const frames = this.#kept.slice()
    if (frames.length > 0) this.#counts.told++
    else this.#counts.idle++
    answer({ after: this.#arrived + frames.length, frames, closed: this.#closed })
    if (!this.isOpen) this.#end()
  }

  #overflow(): 0 {
    this.#counts.overflowed++
    this.#letGoUpTo(this.#arrived + this.#kept.length)
    const { code, text } = CLOSE_CODES.tooSlow
    this.end(code, text)
    return 0
  }

  /** What was kept stays for a moment longer, in case the answer was lost. */
  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#listener?.closed()
  }
}

function answerDue(transport: PollTransport): void {
  transport.onDue()
}

function answer(transport: PollTransport): void {
  transport.onPatienceOver()
}
