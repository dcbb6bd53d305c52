// The application's routes of a room, on a turned clock: what was said, and when.

import type { Fetch } from '../../client/ask.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import type { Saying } from '../../loadtest/application.ts'

type Answer = { readonly status: number; readonly body: unknown }

export class FakeApplication {
  /** The server's clock, which is the player's plus `skewMs`. */
  now = 1_000_000
  readonly skewMs = 77_000
  /** How long each request takes. */
  tookMs = 0
  openedAt: number | undefined
  readonly asked: string[] = []
  readonly keys = new Set<string | undefined>()
  readonly said: (Saying & { readonly at: number })[] = []
  readonly sizes: number[] = []
  /** What the next requests of messages answer instead. */
  readonly answers: ((messages: readonly Saying[]) => Answer)[] = []

  readonly clock = () => this.now - this.skewMs

  readonly pause = async (ms: number) => {
    this.now += ms
  }

  readonly fetch: Fetch = async (url, { method, body, headers }) => {
    this.asked.push(`${method} ${new URL(url).pathname}`)
    this.keys.add(headers.authorization)
    this.now += this.tookMs
    const { status, body: answer } = this.#answer(`${method} ${url.split('/').at(-1)}`, body)
    return { ok: status < 400, status, json: async () => answer }
  }

  #answer(asked: string, body = '{}'): Answer {
    if (asked === 'POST stream') return this.#open()
    if (asked === 'DELETE stream') return { status: 200, body: {} }
    const { messages } = JSON.parse(body) as { messages: readonly Saying[] }
    this.sizes.push(messages.length)
    return this.answers.shift()?.(messages) ?? this.#take(messages)
  }

  #open(): Answer {
    const known = { stream: 's1', now: this.now }
    if (this.openedAt !== undefined)
      return { status: 409, body: { ...REFUSALS.repeated, ...known, openedAt: this.openedAt } }
    this.openedAt = this.now
    return { status: 200, body: { ...known, openedAt: this.openedAt } }
  }

  #take(messages: readonly Saying[]): Answer {
    this.said.push(...messages.map(message => ({ ...message, at: this.now })))
    return { status: 200, body: { results: messages.map(({ cid }) => ({ cid, id: `id-${cid}` })) } }
  }
}
