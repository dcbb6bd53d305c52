// A viewer without WebSocket, who speaks the wire by hand: polls again and again, each time
// saying what has arrived, and sends by POST.

import type { JoinAnswer, ServerFrame } from '../../engine/wire/frames.ts'
import { until } from '../until.ts'
import { Witness } from './witness.ts'

export type Polled = {
  readonly session: string
  readonly after: number
  readonly frames: readonly ServerFrame[]
  readonly closed?: { readonly code: number; readonly text: string }
}

export class PollingViewer extends Witness {
  readonly #room: string
  #session = ''
  #after = 0
  #hasLeft = false
  #isPaused = false
  #sending: Promise<unknown> = Promise.resolve()

  /** Joined already: polls, and waits for `welcome`. */
  static async enter(answer: JoinAnswer, cursor?: string): Promise<PollingViewer> {
    const viewer = new PollingViewer(`${httpOf(answer)}/v1/rooms/${answer.room}`)
    void viewer.#goOn({ ticket: answer.ticket, ...(cursor === undefined ? {} : { cursor }) })
    await viewer.frame('welcome')
    return viewer
  }

  /** @param room the address of the room on an edge */
  constructor(room: string) {
    super()
    this.#room = room
  }

  get session(): string {
    return this.#session
  }

  write(frame: unknown): void {
    const url = `${this.#room}/send?session=${this.#session}`
    this.#sending = this.#sending.then(() =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(frame),
      }),
    )
  }

  /** What is on its way is lost, and nothing more is asked for. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
  }

  /** Stops without a word. */
  vanish(): void {
    this.#hasLeft = true
  }

  async #goOn(first: Readonly<Record<string, string>>): Promise<void> {
    let query = first
    while (!this.closed && !this.#hasLeft) {
      await until(() => !this.#isPaused, { withinMs: 60_000 })
      const answer = await this.#poll(query)
      if (!answer) return
      if (!this.#isPaused) this.#take(answer)
      query = { session: answer.session, after: String(this.#after), cursor: this.cursor }
    }
  }

  async #poll(query: Readonly<Record<string, string>>): Promise<Polled | undefined> {
    const response = await fetch(`${this.#room}/poll?${new URLSearchParams(query)}`)
    if (!response.ok) {
      this.closed = { code: response.status, reason: await response.text() }
      return undefined
    }
    const answer = (await response.json()) as Polled
    this.#session = answer.session
    return this.#hasLeft ? undefined : answer
  }

  #take({ after, frames, closed }: Polled): void {
    if (after !== this.#after + frames.length)
      this.complaints.push(`a poll tells ${frames.length} frames from ${this.#after} to ${after}`)
    this.#after = after
    for (const frame of frames) this.hear(frame)
    if (closed) this.closed = { code: closed.code, reason: closed.text }
  }
}

/** One poll at a time, as a test wants it. */
export function pollByHand(answer: JoinAnswer) {
  const poll = async (query: Readonly<Record<string, string>>): Promise<Polled> => {
    const url = `${httpOf(answer)}/v1/rooms/${answer.room}/poll?${new URLSearchParams(query)}`
    return (await (await fetch(url)).json()) as Polled
  }
  return Object.assign(poll, { ticket: answer.ticket })
}

export function textsOf({ frames }: Polled): unknown[] {
  return frames.flatMap(frame =>
    frame.t === 'batch' || frame.t === 'past' ? frame.messages.map(({ body }) => body.text) : [],
  )
}

/** Where the edge that a join names is asked over HTTP. */
export function httpOf({ edges: [edge = ''] }: JoinAnswer): string {
  return edge.replace(/^ws/, 'http')
}
