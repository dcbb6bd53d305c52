// Says what is due through the application's route: a few requests under way at once, and the
// rest waits, so that a slow answer holds up nothing that is due meanwhile. A message counts
// as said when it is handed over here: what it waits for a request to come back, it waits for
// the server.

import type { StreamId, ViewerId } from '../../engine/ids.ts'
import { messageId } from '../../engine/message-id.ts'
import { type Application, MOST_SAYINGS, type Said } from '../application.ts'
import type { Told } from '../crowd/dialect.ts'
import { Delivery } from '../delivery.ts'
import type { Spoken } from './sayings.ts'

const MOST_REQUESTS = 8
/** Ten seconds of the fastest rate that makes sense. Beyond it nothing is said. */
const MOST_WAITING = 100_000

export type Outcome = (id: string, outcome: 'taken' | 'unsure' | Told) => void

export class ApplicationSpeaker {
  readonly #application: Pick<Application, 'say'>
  readonly #stream: string
  readonly #outcome: Outcome
  readonly #stop = new AbortController()
  #waiting: Spoken[] = []
  #requests = 0
  /** What could not even wait: the server, or we, are too slow by far. */
  unsaid = 0

  constructor(parts: {
    readonly application: Pick<Application, 'say'>
    readonly stream: string
    readonly outcome: Outcome
  }) {
    this.#application = parts.application
    this.#stream = parts.stream
    this.#outcome = parts.outcome
  }

  /** @returns the ids the messages will have; fewer when some could not even wait */
  say(sayings: readonly Spoken[]): string[] {
    const taken = sayings.slice(0, MOST_WAITING - this.#waiting.length)
    this.unsaid += sayings.length - taken.length
    this.#waiting.push(...taken)
    while (this.#waiting.length > 0 && this.#requests < MOST_REQUESTS) void this.#request()
    return taken.map(one => this.#idOf(one))
  }

  /** Whether everything has its outcome. */
  get idle(): boolean {
    return this.#requests === 0 && this.#waiting.length === 0
  }

  /** Gives up what has no answer yet. */
  stop(): void {
    this.#waiting = []
    this.#stop.abort()
  }

  async #request(): Promise<void> {
    this.#requests++
    const batch = this.#waiting.splice(0, MOST_SAYINGS)
    const left = new Map(batch.map(one => [one.cid, this.#idOf(one)]))
    const told = (said: Said) => {
      const id = left.get(said.cid)
      if (id !== undefined && left.delete(said.cid)) this.#outcome(id, outcomeOf(said))
    }
    const { signal } = this.#stop
    const delivery = new Delivery(this.#application, { pause, signal, told })
    await delivery.deliver(batch).catch(() => {}) // what has no outcome is told below
    for (const id of left.values()) this.#outcome(id, 'unsure')
    this.#requests--
    if (this.#waiting.length > 0) void this.#request()
  }

  #idOf({ from, cid }: Spoken): string {
    return messageId(this.#stream as StreamId, from.id as ViewerId, cid)
  }
}

/** A no that may become a yes, had we asked on: perhaps one of the tries was taken. */
function outcomeOf(said: Said): 'taken' | 'unsure' | Told {
  if (!('refusal' in said)) return 'taken'
  const { code, text, mayRetry } = said.refusal
  return mayRetry ? 'unsure' : { code, text }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
