// The recent messages of one stream, in an edge's memory: what a big room's viewers resume
// from and enter with, without asking the store for each of them.
//
// It is fed with what the edge reads anyway, answers what the bucket store answers, and says
// so when it cannot: the cursor lies before what it holds, or a flood of low messages left
// more out than are asked for. Its answer is the store's as of the last feed, whitelist and
// high as far as they had been read by then. Bounded; when full, the bucket with the most
// messages loses its oldest.

import type { Cursor } from '../cursor.ts'
import type { MessageId } from '../ids.ts'
import { byPriority, PRIORITIES, type Priority, type Stored } from '../message.ts'
import type { Limits, Reading, Slice } from '../ports/bucket-store.ts'
import type { Target } from '../takedown.ts'
import { senderOf } from '../wire/message.ts'
import { Run } from './run.ts'

export type WindowBounds = { readonly messages: number; readonly bytes: number }

export class Window {
  readonly #bounds: WindowBounds
  #epoch: string | undefined
  #runs = newRuns()

  constructor(bounds: WindowBounds) {
    this.#bounds = bounds
  }

  get bytes(): number {
    return this.#total(run => run.bytes)
  }

  /**
   * Takes over what the store answered: every `read` the room's live frames are made of, or a
   * `history` from the end to begin with.
   */
  feed(reading: Reading): void {
    if (reading.epoch !== this.#epoch) this.#runs = newRuns()
    this.#epoch = reading.epoch
    for (const priority of PRIORITIES)
      this.#runs[priority].feed(reading[priority], priority === 'low')
    this.#trim()
  }

  /** As `BucketStore.read`; undefined: ask the store. */
  read(after: Cursor, limits: Limits): Reading | undefined {
    return this.#answer(priority => {
      const run = this.#runs[priority]
      const next = after.epoch === this.#epoch ? after[priority] + 1 : 1
      const limit = limits[priority]
      const low = priority === 'low' ? Math.max(next, run.top - limit + 1) : next
      if (limit > 0 && !run.reaches(low)) return undefined
      return run.between(low, run.top).slice(0, limit)
    })
  }

  /** As `BucketStore.history`; undefined: ask the store. */
  history(upTo: Cursor, limits: Limits): Reading | undefined {
    return this.#answer(priority => {
      const run = this.#runs[priority]
      const last = upTo.epoch === this.#epoch ? upTo[priority] : run.top
      const high = Math.min(last, run.top)
      const low = Math.max(1, high - limits[priority] + 1)
      if (low <= high && !run.reaches(low)) return undefined
      return run.between(low, high)
    })
  }

  /** Does not give out again what was taken back; returns which of it was held. */
  forget(target: Target): MessageId[] {
    const ids = new Set(target.of === 'messages' ? target.messages : [])
    const isRecalled = (message: Stored): boolean =>
      target.of === 'messages'
        ? ids.has(message.id)
        : message.at <= target.until && senderOf(message.wire) === target.sender
    return PRIORITIES.flatMap(priority => this.#runs[priority].forget(isRecalled))
  }

  #answer(messagesOf: (priority: Priority) => readonly Stored[] | undefined): Reading | undefined {
    if (this.#epoch === undefined) return undefined
    const slices: Partial<Record<Priority, Slice>> = {}
    for (const priority of PRIORITIES) {
      const messages = messagesOf(priority)
      if (!messages) return undefined
      const { first, top } = this.#runs[priority]
      slices[priority] = { messages, first, last: top }
    }
    return { epoch: this.#epoch, ...(slices as Record<Priority, Slice>) }
  }

  #trim(): void {
    while (this.#total(run => run.size) > this.#bounds.messages || this.bytes > this.#bounds.bytes)
      this.#longest().shift()
  }

  #longest(): Run {
    const { whitelist, high, low } = this.#runs
    const longer = high.size > low.size ? high : low
    return whitelist.size > longer.size ? whitelist : longer
  }

  #total(of: (run: Run) => number): number {
    return of(this.#runs.whitelist) + of(this.#runs.high) + of(this.#runs.low)
  }
}

function newRuns(): Record<Priority, Run> {
  return byPriority(() => new Run())
}
