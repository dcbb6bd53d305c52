// Asks the replay service for pieces of a stream. Every answer is looked at before it is used,
// as frames are (read-frame.ts); what makes no sense is no answer.

import type { WireMessage } from '../engine/wire/message.ts'
import { ask, type Fetch } from './ask.ts'
import { refused } from './barrage-error.ts'
import { readSaid } from './read-frame.ts'

/** What was said in a stretch of a stream; another generation has another address. */
export type Piece = {
  readonly url: string
  /** ms since the stream opened; `to` belongs to the next. */
  readonly from: number
  readonly to: number
  readonly generation: number
  /** How many messages there are, before any limit. */
  readonly count: number
}

export type Latest = {
  readonly live: boolean
  /** How far the stream is. */
  readonly durationMs: number
  /** What the pieces reach from and to: all that was said in between is in them. */
  readonly from: number
  readonly to: number
  readonly nextMs: number
  readonly pieces: readonly Piece[]
}

export type ReplayReaderOptions = {
  /** `http://…`, of the replay service or of a cache in front of it. */
  readonly server: string
  readonly stream: string
  /** So many messages a second, the same for everybody; all of them when left out. */
  readonly perSecond?: number | undefined
  readonly fetch?: Fetch | undefined
}

type Fields = Readonly<Record<string, unknown>>

export class ReplayReader {
  readonly #server: string
  readonly #path: string
  readonly #limit: string
  readonly #fetch: Fetch | undefined

  constructor({ server, stream, perSecond, fetch }: ReplayReaderOptions) {
    this.#server = server.replace(/\/+$/, '')
    this.#path = `/v1/replay/${encodeURIComponent(stream)}`
    this.#limit = perSecond === undefined ? '' : `?limit=${perSecond}`
    this.#fetch = fetch
  }

  /** The newest pieces of a stream that is on, as far as they are settled. */
  async latest(): Promise<Latest> {
    const path = `${this.#path}/latest`
    const answer = await this.#get(path)
    const { live, durationMs, from, to, nextMs } = answer as Record<keyof Latest, unknown>
    const numbers = [durationMs, from, to, nextMs]
    if (typeof live !== 'boolean' || !numbers.every(Number.isFinite)) throw senseless(path)
    return { ...(answer as Latest), pieces: piecesIn(answer, path) }
  }

  /** All pieces of the stream, in order. */
  async pieces(): Promise<readonly Piece[]> {
    return piecesIn(await this.#get(this.#path), this.#path)
  }

  async said({ url }: Piece): Promise<readonly WireMessage[]> {
    const { messages } = await this.#get(url + this.#limit)
    return readSaid(messages)
  }

  async #get(path: string): Promise<Fields> {
    const answer = await ask(this.#server + path, { method: 'GET', fetch: this.#fetch })
    if (typeof answer !== 'object' || answer === null) throw senseless(path)
    return answer as Fields
  }
}

function piecesIn({ segments }: Fields, path: string): Piece[] {
  const { url, rows } = (segments ?? {}) as Fields
  if (typeof url !== 'string' || !Array.isArray(rows)) throw senseless(path)
  return rows.map(row => {
    if (!Array.isArray(row) || !row.every(Number.isFinite)) throw senseless(path)
    const [from = 0, to = 0, generation = 0, count = 0] = row as number[]
    const numbers: Fields = { from, to, generation }
    const filledIn = url.replace(/\{(\w+)\}/g, (_, name) => `${numbers[name]}`)
    return { url: filledIn, from, to, generation, count }
  })
}

function senseless(path: string) {
  return refused('notFound', `${path} is not as Barrage tells it`)
}
