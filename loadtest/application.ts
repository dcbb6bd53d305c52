// What an application's server may ask of a room, with its API key: open and close a stream,
// and say many things at once. The public routes, and no private door.

import { ask, type Fetch, roomUrl } from '../client/ask.ts'
import { BarrageError, toldRefusal } from '../client/barrage-error.ts'
import { Fault } from '../engine/fault.ts'
import type { Body, Priority } from '../engine/message.ts'

export type OpenedStream = {
  readonly stream: string
  /** ms since 1970, by the server's clock. */
  readonly openedAt: number
  /** The server's clock as it answered. */
  readonly now: number
}

export type Saying = {
  readonly cid: string
  readonly kind: string
  readonly body: Body
  /** As the room's rules have it when left out. */
  readonly priority?: Priority
  readonly from: { readonly id: string; readonly name: string }
}

/** One for each saying: the message's id, or why it was not taken. */
export type Said = { readonly cid: string } & (
  | { readonly id: string }
  | { readonly refusal: BarrageError }
)

/** The most sayings one request takes. */
export const MOST_SAYINGS = 500

type Access = {
  readonly server: string
  readonly room: string
  readonly key: string
  readonly fetch?: Fetch | undefined
}

export class Application {
  readonly #url: string
  readonly #access: Pick<Access, 'key' | 'fetch'>

  constructor({ server, room, key, fetch }: Access) {
    this.#url = roomUrl(server, room)
    this.#access = { key, fetch }
  }

  /** Opens a stream, or finds the one that is open; `ours` tells which. */
  async openStream(): Promise<OpenedStream & { readonly ours: boolean }> {
    try {
      return { ...openedStream(await this.#ask('POST', '/stream')), ours: true }
    } catch (error) {
      const open = error instanceof BarrageError && error.answer
      if (!isOpenedStream(open)) throw error
      return { ...open, ours: false }
    }
  }

  async closeStream(): Promise<void> {
    await this.#ask('DELETE', '/stream')
  }

  async say(messages: readonly Saying[]): Promise<Said[]> {
    const answer = await this.#ask('POST', '/messages', { messages })
    const { results } = (answer ?? {}) as { results?: unknown }
    if (!Array.isArray(results) || results.length !== messages.length)
      throw new Fault('server-refused', `${this.#url} answers in a way that is not Barrage's`)
    return results.map(said)
  }

  #ask(method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    return ask(this.#url + path, { method, ...(body ? { body } : {}), ...this.#access })
  }
}

function said(result: { readonly cid: string; readonly id: string }): Said {
  const refusal = toldRefusal(result)
  return refusal ? { cid: result.cid, refusal } : { cid: result.cid, id: result.id }
}

function openedStream(answer: unknown): OpenedStream {
  if (isOpenedStream(answer)) return answer
  throw new Fault('server-refused', 'opening a stream is answered in a way that is not Barrage’s')
}

function isOpenedStream(answer: unknown): answer is OpenedStream {
  if (typeof answer !== 'object' || answer === null) return false
  const { stream, openedAt, now } = answer as Partial<OpenedStream>
  return typeof stream === 'string' && Number.isFinite(openedAt) && Number.isFinite(now)
}
