// What lets a viewer in: a ticket, and how another is had. A join with the ticket we have makes a
// new one and leaves us who we are, even after it has expired; a ticket that is none any more is
// let go, and we are once more who the page said at first.

import { REFUSALS } from '../engine/refusal.ts'
import type { JoinAnswer } from '../engine/wire/frames.ts'
import { type JoinOptions, join } from './join.ts'

/** A page that kept a ticket of another key, or of another room, has none. */
const NO_TICKET: ReadonlySet<number> = new Set([REFUSALS.badTicket.code, REFUSALS.otherRoom.code])

export type PassOptions = JoinOptions & { readonly server: string; readonly room: string }

export class Pass {
  ticket: string | undefined
  readonly #options: PassOptions
  /** The ticket the page kept from an earlier visit. */
  #given: string | undefined

  constructor(options: PassOptions) {
    this.#options = options
    this.#given = options.ticket
    this.ticket = options.ticket
  }

  /** Throws a BarrageError, as a join does. */
  async renew(): Promise<JoinAnswer> {
    const { server, room } = this.#options
    const held = { ticket: this.ticket, ...(this.#isOwn ? { token: undefined } : {}) }
    const answer = await join(server, room, { ...this.#options, ...held })
    this.ticket = answer.ticket
    return answer
  }

  /** A join was refused for good. @returns whether there is somebody else we may be */
  fallBack(code: number): boolean {
    const forgets = this.#given !== undefined && NO_TICKET.has(code)
    if (!this.#isOwn && !forgets) return false
    if (!this.#isOwn) this.#given = undefined
    this.ticket = this.#given
    return true
  }

  /** It came from a join of ours, and outlives the token that we were let in by. */
  get #isOwn(): boolean {
    return this.ticket !== this.#given
  }
}
