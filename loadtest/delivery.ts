// Delivers comments to a room through the application's route, in order: one request at a
// time, and what may pass a moment later (the log was away) is sent again, with the same cid,
// before anything else. Counts what became of them.

import { BarrageError } from '../client/barrage-error.ts'
import type { Application, Said, Saying } from './application.ts'

export type Tally = {
  taken: number
  /** Refused for good, by the refusal's number and text. */
  readonly refused: Map<string, number>
}

// Half a minute altogether: what is away longer than that is not coming back by waiting.
const MOST_TRIES = 30
const AGAIN_MS = 1_000

type DeliveryParts = {
  readonly pause: (ms: number) => Promise<void>
  readonly signal: AbortSignal
  /** What became of each, once it is certain. */
  readonly told?: (said: Said) => void
}

export class Delivery {
  readonly tally: Tally = { taken: 0, refused: new Map() }
  readonly #application: Pick<Application, 'say'>
  readonly #pause: (ms: number) => Promise<void>
  readonly #signal: AbortSignal
  readonly #told: (said: Said) => void

  constructor(
    application: Pick<Application, 'say'>,
    { pause, signal, told = () => {} }: DeliveryParts,
  ) {
    this.#application = application
    this.#pause = pause
    this.#signal = signal
    this.#told = told
  }

  get refused(): number {
    return [...this.tally.refused.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Resolves when each is either taken or refused for good. */
  async deliver(sayings: readonly Saying[]): Promise<void> {
    let left = sayings
    for (let tries = 1; left.length > 0; tries++) {
      const results = await this.#try(left, tries)
      const again = results.filter(result => tries < MOST_TRIES && isPassing(result))
      for (const result of results) if (!again.includes(result)) this.#count(result)
      if (again.length === 0 || this.#signal.aborted) return
      await this.#pause(Math.max(...again.map(afterMs)))
      const cids = new Set(again.map(({ cid }) => cid))
      left = left.filter(({ cid }) => cids.has(cid))
    }
  }

  /** A request that failed as a whole is a refusal of each, unless trying again is no use. */
  async #try(sayings: readonly Saying[], tries: number): Promise<Said[]> {
    try {
      return await this.#application.say(sayings)
    } catch (error) {
      if (!(error instanceof BarrageError) || !error.mayRetry || tries >= MOST_TRIES) throw error
      return sayings.map(({ cid }) => ({ cid, refusal: error }))
    }
  }

  #count(said: Said): void {
    this.#told(said)
    if (!('refusal' in said)) {
      this.tally.taken++
      return
    }
    const { code, text } = said.refusal
    const why = `${code} ${text}`
    this.tally.refused.set(why, (this.tally.refused.get(why) ?? 0) + 1)
  }
}

function isPassing(said: Said): boolean {
  return 'refusal' in said && said.refusal.mayRetry
}

function afterMs(said: Said): number {
  return ('refusal' in said && said.refusal.retryMs) || AGAIN_MS
}
