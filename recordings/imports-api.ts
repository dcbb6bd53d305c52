// The import routes of a server, asked patiently: what may pass a moment later (the archive was
// away, an answer was lost) is asked again, which does no harm.

import { setTimeout as pauseFor } from 'node:timers/promises'
import { ask, type Fetch } from '../client/ask.ts'
import { BarrageError } from '../client/barrage-error.ts'
import { Fault } from '../engine/fault.ts'
import type { Body, Priority, Role } from '../engine/message.ts'
import type { Target } from './target.ts'

/** What one request may bring. */
export const MOST_MESSAGES = 2_000
export const MOST_BYTES = 1_500_000

export type ImportedMessage = {
  readonly cid: string
  readonly kind: string
  readonly body: Body
  readonly from: {
    readonly id: string
    readonly name?: string
    readonly role?: Role
    readonly level?: number
  }
  readonly priority?: Priority
  readonly at: number
}

export type Added = {
  readonly taken: number
  readonly refused: readonly { readonly code: number; readonly text: string }[]
}

// Half a minute altogether: what is away longer than that is not coming back by waiting.
const MOST_TRIES = 30
/** At the beginning nobody has waited for anything yet: the address may just be wrong. */
const FIRST_TRIES = 3
const AGAIN_MS = 1_000

type Options = Target & {
  readonly fetch?: Fetch | undefined
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
}

export class ImportsApi {
  readonly #url: string
  readonly #options: Options

  constructor(options: Options) {
    this.#url = `${options.server.replace(/\/+$/, '')}/v1/replay/imports`
    this.#options = options
  }

  /** The new stream's id. */
  async begin(openedAt: number): Promise<string> {
    const { room } = this.#options
    const begun = await this.#ask('POST', '', { room, openedAt }, FIRST_TRIES)
    const { stream } = (begun ?? {}) as { stream?: unknown }
    if (typeof stream === 'string') return stream
    throw new Fault('server-refused', `${this.#url} answers in a way that is not Barrage's`)
  }

  async add(stream: string, batch: Batch): Promise<Added> {
    return (await this.#ask('POST', `/${stream}/messages`, batch)) as Added
  }

  async end(stream: string, durationMs: number): Promise<void> {
    await this.#ask('PUT', `/${stream}`, { durationMs })
  }

  async drop(stream: string): Promise<void> {
    await this.#ask('DELETE', `/${stream}`)
  }

  async #ask(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    most = MOST_TRIES,
  ): Promise<unknown> {
    const { key, fetch, pause = pauseFor } = this.#options
    for (let tries = 1; ; tries++) {
      try {
        return await ask(this.#url + path, { method, key, fetch, ...(body ? { body } : {}) })
      } catch (error) {
        if (!(error instanceof BarrageError) || !error.mayRetry || tries >= most) throw error
        await pause(error.retryMs ?? AGAIN_MS)
      }
    }
  }
}

export type Batch = {
  /** The number of its first message among all that are sent. */
  readonly first: number
  readonly messages: readonly ImportedMessage[]
}
