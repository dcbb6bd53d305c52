// A room's crowd, as a link sees it: whether the last join named a place in it, the seat that is
// taken there, and the one that was left and still tells what was said meanwhile.

import type { ClientFrame, JoinAnswer } from '../engine/wire/frames.ts'
import type { Fetch } from './ask.ts'
import { BarrageError } from './barrage-error.ts'
import { type CrowdAnswer, CrowdSeat } from './crowd-seat.ts'
import type { LinkOwner } from './link-owner.ts'
import type { ReplayReader } from './replay-reader.ts'

export type CrowdOptions = {
  readonly server: string
  readonly fetch?: Fetch | undefined
  readonly random: () => number
  readonly ticket: () => string | undefined
  readonly owner: LinkOwner
  readonly isOnEdge: () => boolean
  /** There may be room on an edge. The seat is kept until one has said welcome. */
  readonly joinAgain: () => Promise<void>
  readonly notJoined: (failure: unknown) => void
}

/** A seat that had no answer so often asks for another. */
const MOST_FAILURES = 5

export class Crowd {
  readonly #options: CrowdOptions
  #offered: CrowdAnswer | undefined
  #seat: CrowdSeat | undefined
  #left: CrowdSeat | undefined
  #climbing = false

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
    const { server, fetch, random, ticket, owner } = this.#options
    this.#seat = new CrowdSeat({
      ...{ server, fetch, random, ticket, answer },
      afterMs: owner.shownUntil(answer.stream),
      onWelcome: frame => {
        this.#tell('open')
        owner.onCrowd(frame)
        owner.onCrowdCount(answer.crowd.viewers)
      },
      onMessages: owner.onCrowdMessages,
      onGone: owner.onCrowdGone,
      onFrame: owner.onFrame,
      onTrouble: failures => {
        this.#tell('waiting')
        if (failures % MOST_FAILURES === 0) void this.#climb()
      },
      onClimb: () => void this.#climb(),
    })
  }

  #tell(state: 'open' | 'waiting'): void {
    if (!this.#options.isOnEdge()) this.#options.owner.onState(state)
  }

  async #climb(): Promise<void> {
    if (this.#climbing) return
    this.#climbing = true
    try {
      await this.#options.joinAgain()
    } catch (failure) {
      if (failure instanceof BarrageError && failure.mayRetry) this.stay(failure.retryMs)
      else this.#options.notJoined(failure)
    } finally {
      this.#climbing = false
    }
  }
}
