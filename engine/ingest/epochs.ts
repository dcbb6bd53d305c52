// Notices when the store has lost its numbers, and has the log read again: a stream that
// answers in another epoch than before has lost what was stored in the old one.
//
// A lost store changes the epoch of every stream, and one going back brings them all back:
// only a stream that was stored in its old epoch since then asks for another.
//
// Every write tells its stream's epoch. Of streams that nobody writes to any more the store is
// asked, of one now and then, for as long as going back would bring something back: so a gift
// that was lost is found missing although no other follows it.

import type { StreamId } from '../ids.ts'
import { backOff } from './back-off.ts'
import type { IngestCounts } from './counts.ts'

/** More streams than are on at once; a forgotten one costs no more than not noticing. */
const MOST_STREAMS = 10_000

/** About one stream each time: what one store held is lost together. */
const ASK_EVERY_MS = 1_000

export type EpochsOptions = {
  /** Has the log read again; it is tried until it succeeds or the signal ends it. */
  readonly rewind: () => Promise<void>
  /** How far back that goes. */
  readonly rewindMs: number
  /** In which epoch the store numbers a stream now. */
  readonly epochOf: (stream: StreamId) => Promise<string>
  readonly counts: IngestCounts
  readonly signal: AbortSignal
}

/** As it was heard of last. */
type Known = { readonly epoch: string; readonly writtenAt: number; readonly turn: number }

export class Epochs {
  readonly #options: EpochsOptions
  /** The one heard of longest ago comes first. */
  readonly #streams = new Map<StreamId, Known>()
  #askedAt = Number.NEGATIVE_INFINITY
  #asking = false
  #turn = 0
  #rewoundIn = 0
  #flight: Promise<void> = Promise.resolve()

  constructor(options: EpochsOptions) {
    this.#options = options
  }

  /** A stream that was last written to at this time (ms since 1970) is numbered in this epoch. */
  learn(stream: StreamId, epoch: string, writtenAt: number): void {
    const known = this.#streams.get(stream)
    this.#remember(stream, epoch, writtenAt)
    if (!known || known.epoch === epoch || known.turn < this.#rewoundIn) return
    this.#rewoundIn = ++this.#turn
    this.#options.counts.add('rewound', 1)
    this.#flight = this.#flight.then(() => this.#goBack())
  }

  /** A look now and then, as often as one likes. */
  look(now: number): void {
    if (this.#asking || now - this.#askedAt < ASK_EVERY_MS) return
    const stream = this.#longestUnheard(now - this.#options.rewindMs)
    if (!stream) return
    this.#askedAt = now
    this.#asking = true
    void this.#ask(stream).finally(() => {
      this.#asking = false
    })
  }

  /** Resolves when no going back is under way. */
  settled(): Promise<void> {
    return this.#flight
  }

  /** Of those written since then. What was written before is not read again, and forgotten. */
  #longestUnheard(since: number): StreamId | undefined {
    for (const [stream, { writtenAt }] of this.#streams) {
      if (writtenAt >= since) return stream
      this.#streams.delete(stream)
    }
    return undefined
  }

  async #ask(stream: StreamId): Promise<void> {
    try {
      const epoch = await this.#options.epochOf(stream)
      const known = this.#streams.get(stream)
      if (known) this.learn(stream, epoch, known.writtenAt)
    } catch {
      // The store is away: it is asked again.
    }
  }

  #remember(stream: StreamId, epoch: string, writtenAt: number): void {
    this.#streams.delete(stream) // to the end: a Map keeps the order of arrival
    this.#streams.set(stream, { epoch, writtenAt, turn: ++this.#turn })
    const [longest] = this.#streams.keys()
    if (this.#streams.size > MOST_STREAMS && longest) this.#streams.delete(longest)
  }

  async #goBack(): Promise<void> {
    const { rewind, signal } = this.#options
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        return await rewind()
      } catch {
        await backOff(tries, signal)
      }
    }
  }
}
