// What is taken back is taken out of the buckets, one after the other, however long the store
// is away. A record whose turn does not come before the end is given to the next member.

import { Fault } from '../fault.ts'
import type { BucketStore } from '../ports/bucket-store.ts'
import type { LogRecord } from '../ports/message-log.ts'
import type { Takedown } from '../takedown.ts'
import { backOff } from './back-off.ts'

export type TakebackTools = {
  readonly store: Pick<BucketStore, 'takeBack'>
  readonly signal: AbortSignal
  readonly done: (record: LogRecord) => void
  readonly retried: () => void
  readonly onTakenBack: (takedown: Takedown, many: number) => void
}

export class Takebacks {
  readonly #tools: TakebackTools
  #last: Promise<void> = Promise.resolve()

  constructor(tools: TakebackTools) {
    this.#tools = tools
  }

  /** In the order of the log. What is shown again comes back to the past alone. */
  add(record: LogRecord, takedown: Takedown): void {
    this.#last = this.#last.then(() => this.#carryOut(record, takedown))
  }

  settled(): Promise<void> {
    return this.#last
  }

  async #carryOut(record: LogRecord, takedown: Takedown): Promise<void> {
    const { store, signal, done, retried, onTakenBack } = this.#tools
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const { stream, target } = takedown
        const many = takedown.hides ? await store.takeBack(stream, target) : 0
        done(record)
        return onTakenBack(takedown, many)
      } catch (error) {
        if (!(error instanceof Fault)) return done(record)
        retried()
      }
      await backOff(tries, signal)
    }
  }
}
