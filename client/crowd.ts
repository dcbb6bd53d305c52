// A room's crowd, as a link sees it: whether the last join named a place in it, the seat that is
// taken there, and the one that was left and still tells what was said meanwhile.

import type {
  ClientFrame,
  JoinAnswer,
  NoFrame,
  OkFrame,
  RoomFrame,
  WelcomeFrame,
} from '../engine/wire/frames.ts'
import type { Fetch } from './ask.ts'
import type { CrowdMessages } from './crowd-line.ts'
import { type CrowdAnswer, CrowdSeat } from './crowd-seat.ts'
import type { ReplayReader } from './replay-reader.ts'

/** What a room is told of itself without an edge. */
export type CrowdOwner = {
  /** What was said up to there is shown, ms since the stream opened. */
  readonly shownUntil: (stream: string) => number | undefined
  readonly onCrowd: (frame: WelcomeFrame) => void
  /** People on edges, as the last join told. */
  readonly onCrowdCount: (viewers: number) => void
  readonly onCrowdMessages: (told: CrowdMessages) => void
  readonly onCrowdGone: (ids: readonly string[]) => void
}

export type CrowdOptions = {
  readonly server: string
  readonly fetch?: Fetch | undefined
  readonly random: () => number
  readonly ticket: () => string | undefined
  readonly owner: CrowdOwner
  readonly onSeated: () => void
  readonly onFrame: (frame: OkFrame | NoFrame | RoomFrame) => void
  readonly onTrouble: () => void
  /** Time to join again: there may be room on an edge. */
  readonly onClimb: () => void
}

/** A seat that had no answer so often asks for another. */
const MOST_FAILURES = 5

export class Crowd {
  readonly #options: CrowdOptions
  #offered: CrowdAnswer | undefined
  #seat: CrowdSeat | undefined
  #left: CrowdSeat | undefined

  constructor(options: CrowdOptions) {
    this.#options = options
  }

  /** Whether the last join named a place here, and no edge. */
  get isOffered(): boolean {
    return this.#offered !== undefined
  }

  get isSeated(): boolean {
    return this.#seat !== undefined
  }

  /** Reads the stream's past as those who sit here do. */
  get reader(): ReplayReader | undefined {
    return this.#seat?.reader
  }

  joined(answer: JoinAnswer): void {
    this.#offered = answer.crowd ? { ...answer, crowd: answer.crowd } : undefined
  }

  /** Takes the place that was offered, unless it is the one we have. */
  sit(): void {
    const answer = this.#offered
    if (!answer) return
    if (!this.#seat?.is(answer)) {
      this.#take(answer)
      return
    }
    this.#options.owner.onCrowdCount(answer.crowd.viewers)
    this.#seat.climbLater()
  }

  send(frame: ClientFrame): boolean {
    return this.#seat?.send(frame) ?? false
  }

  /** There was no room on an edge. */
  stay(leastMs?: number): void {
    this.#seat?.climbLater(leastMs)
  }

  /** An edge said welcome. We are a few seconds behind it, and tell them yet. */
  leave(stream: string): void {
    if (!this.#seat) return
    this.#left?.close()
    this.#left = this.#seat
    this.#seat = undefined
    if (this.#left.stream === stream) this.#left.finish()
    else this.#left.close()
  }

  close(): void {
    this.#seat?.close()
    this.#left?.close()
  }

  #take(answer: CrowdAnswer): void {
    this.#seat?.close()
    const { owner, onSeated, onTrouble, onClimb, ...options } = this.#options
    this.#seat = new CrowdSeat({
      ...{ ...options, answer, onClimb },
      afterMs: owner.shownUntil(answer.stream),
      onWelcome: frame => {
        onSeated()
        owner.onCrowd(frame)
        owner.onCrowdCount(answer.crowd.viewers)
      },
      onMessages: owner.onCrowdMessages,
      onGone: owner.onCrowdGone,
      onTrouble: failures => {
        onTrouble()
        if (failures % MOST_FAILURES === 0) onClimb()
      },
    })
  }
}
