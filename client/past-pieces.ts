// Scrolling back further than an edge remembers, or without one: the pieces of the stream before
// the oldest message shown, one question at a time. They are those that the replay plays, so the
// past has no end before the stream's beginning.

import type { WireMessage } from '../engine/wire/message.ts'
import { BarrageError } from './barrage-error.ts'
import { type PieceReader, readBack } from './read-back.ts'

export type PastAsked = {
  readonly limit: number
  /** Those not shown before, in their order. */
  readonly fresh: (messages: readonly WireMessage[]) => readonly WireMessage[]
}

export class PastPieces {
  /** When the oldest that was shown was said, ms since the stream opened. */
  #oldestMs = Number.POSITIVE_INFINITY
  #asking: Promise<readonly WireMessage[]> | undefined

  shown(messages: readonly WireMessage[]): void {
    for (const { at } of messages) this.#oldestMs = Math.min(this.#oldestMs, at)
  }

  clear(): void {
    this.#oldestMs = Number.POSITIVE_INFINITY
  }

  /**
   * The newest before what is shown, sorted; none: there is nothing before, or nobody plays it. A
   * second question waits for the answer to the first.
   */
  ask(reader: PieceReader, asked: PastAsked): Promise<readonly WireMessage[]> {
    this.#asking ??= this.#read(reader, asked)
      .catch(nothingThere)
      .finally(() => {
        this.#asking = undefined
      })
    return this.#asking
  }

  async #read(reader: PieceReader, { limit, fresh }: PastAsked): Promise<readonly WireMessage[]> {
    const found = await readBack(reader, { beforeMs: this.#oldestMs, most: limit })
    const newest = newestOf(found, limit)
    this.shown(newest)
    return fresh(newest)
  }
}

/** So many, and as many more as were said in the same moment as the first: the next question begins before it. */
function newestOf(messages: readonly WireMessage[], limit: number): readonly WireMessage[] {
  const first = messages.at(-limit)
  return first ? messages.filter(({ at }) => at >= first.at) : messages
}

function nothingThere(failure: unknown): readonly WireMessage[] {
  if (failure instanceof BarrageError && !failure.mayRetry) return []
  throw failure
}
