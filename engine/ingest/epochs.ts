// Notices when the store has lost its numbers, and has the log read again: a stream that
// answers in another epoch than before has lost what was stored in the old one.
//
// A lost store changes the epoch of every stream, and one going back brings them all back:
// only a stream that was stored in its old epoch since then asks for another.

import type { StreamId } from '../ids.ts'
import { backOff } from './back-off.ts'
import type { IngestCounts } from './counts.ts'

/** More streams than are on at once; a forgotten one costs no more than not noticing. */
const MOST_STREAMS = 10_000

type Known = { readonly epoch: string; readonly turn: number }

export class Epochs {
  readonly #streams = new Map<StreamId, Known>()
  readonly #rewind: () => Promise<void>
  readonly #counts: IngestCounts
  readonly #signal: AbortSignal
  #turn = 0
  #rewoundIn = 0
  #flight: Promise<void> = Promise.resolve()

  /** @param rewind has the log read again; it is tried until it succeeds or the signal ends it */
  constructor(rewind: () => Promise<void>, counts: IngestCounts, signal: AbortSignal) {
    this.#rewind = rewind
    this.#counts = counts
    this.#signal = signal
  }

  /** A write to this stream was numbered in this epoch. */
  learn(stream: StreamId, epoch: string): void {
    const known = this.#streams.get(stream)
    this.#remember(stream, epoch)
    if (!known || known.epoch === epoch || known.turn < this.#rewoundIn) return
    this.#rewoundIn = ++this.#turn
    this.#counts.add('rewound', 1)
    this.#flight = this.#flight.then(() => this.#goBack())
  }

  /** Resolves when no going back is under way. */
  settled(): Promise<void> {
    return this.#flight
  }

  #remember(stream: StreamId, epoch: string): void {
    this.#streams.delete(stream) // to the end: a Map keeps the order of arrival
    this.#streams.set(stream, { epoch, turn: ++this.#turn })
    const [longest] = this.#streams.keys()
    if (this.#streams.size > MOST_STREAMS && longest) this.#streams.delete(longest)
  }

  async #goBack(): Promise<void> {
    for (let tries = 0; !this.#signal.aborted; tries++) {
      try {
        return await this.#rewind()
      } catch {
        await backOff(tries, this.#signal)
      }
    }
  }
}
