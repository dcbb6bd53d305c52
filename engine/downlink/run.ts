// An unbroken run of one bucket's recent messages: everything from `from` to `top` is here,
// but for what was recalled. What does not join on to the run starts a new one, so there is
// never a hole in it, and what a hole left out counts as not held.

import type { MessageId } from '../ids.ts'
import type { Stored } from '../message.ts'
import type { Slice } from '../ports/bucket-store.ts'

/** A hidden class, a number or three and two string headers; measured, and rounded up. */
const OBJECT_BYTES = 160

export class Run {
  #messages: Stored[] = []
  /** Beyond everything until something has been fed: nothing is held. */
  #from = Number.POSITIVE_INFINITY
  #top = 0
  #first = 1
  #bytes = 0

  /** How many messages it holds. */
  get size(): number {
    return this.#messages.length
  }

  /** About how much memory they take. */
  get bytes(): number {
    return this.#bytes
  }

  /** The lowest number that the store or this run still has. */
  get first(): number {
    return Math.min(this.#first, this.#from)
  }

  /** The highest number this run knows of. */
  get top(): number {
    return this.#top
  }

  /**
   * Takes over what a slice shows. `newest`: it was read from the bucket's end, so that what
   * is not in it but below `last` was left out; else it was read from the oldest, and more
   * may follow.
   */
  feed({ messages, first, last }: Slice, newest: boolean): void {
    this.#first = first
    const [low, high] = [messages[0]?.seq, messages.at(-1)?.seq]
    if (low === undefined || high === undefined) {
      this.#feedNothing(newest || this.#isUnfed ? last : first - 1)
    } else if (low > this.#top + 1 || (this.size === 0 && low < this.#from)) {
      this.#restart(messages, high)
    } else if (high > this.#top) {
      this.#append(messages.filter(({ seq }) => seq > this.#top))
    }
  }

  /** Whether nothing from this number on is missing here that the store may have. */
  reaches(number: number): boolean {
    return Math.max(number, this.#first) >= this.#from
  }

  /** What it holds from `low` to `high`, both inclusive, in `seq` order. */
  between(low: number, high: number): readonly Stored[] {
    return this.#messages.slice(this.#indexOf(low), this.#indexOf(high + 1))
  }

  /** Lets the oldest go. */
  shift(): void {
    const oldest = this.#messages.shift()
    if (!oldest) return
    this.#from = oldest.seq + 1
    this.#bytes -= bytesOf(oldest)
  }

  /** Recalled messages are not shown again; their numbers stay told as withheld. */
  forget(isRecalled: (message: Stored) => boolean): MessageId[] {
    const gone = this.#messages.filter(isRecalled).map(({ id }) => id)
    this.#messages = this.#messages.filter(message => !isRecalled(message))
    this.#bytes = sum(this.#messages)
    return gone
  }

  get #isUnfed(): boolean {
    return this.#from === Number.POSITIVE_INFINITY
  }

  #feedNothing(top: number): void {
    if (top > this.#top || this.#isUnfed) this.#restart([], top)
  }

  #restart(messages: readonly Stored[], top: number): void {
    this.#messages = []
    this.#bytes = 0
    this.#top = top
    this.#from = messages[0]?.seq ?? top + 1
    this.#append(messages)
  }

  #append(messages: readonly Stored[]): void {
    for (const message of messages) this.#messages.push(message)
    this.#top = messages.at(-1)?.seq ?? this.#top
    this.#bytes += sum(messages)
  }

  /** Where the first message of at least this number is. */
  #indexOf(number: number): number {
    let [low, high] = [0, this.#messages.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#messages[middle] as Stored).seq < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Text beyond Latin-1 takes two bytes a character in memory. */
function bytesOf({ wire }: Stored): number {
  return OBJECT_BYTES + 2 * wire.length
}

function sum(messages: readonly Stored[]): number {
  let bytes = 0
  for (const message of messages) bytes += bytesOf(message)
  return bytes
}
