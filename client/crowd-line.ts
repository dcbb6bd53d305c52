// What a viewer of the crowd sees: asks for the list of the newest pieces, fetches those it does
// not have and tells what is in them, in order. It is as far behind as pieces take to settle.
// It asks at moments of its own, so that a crowd does not ask all at once.

import { REFUSALS } from '../engine/refusal.ts'
import type { WireMessage } from '../engine/wire/message.ts'
import { type Backoff, delayMs } from './backoff.ts'
import { BarrageError } from './barrage-error.ts'
import { HeldPieces } from './held-pieces.ts'
import type { Latest, Piece, ReplayReader } from './replay-reader.ts'

export type CrowdMessages = {
  readonly messages: readonly WireMessage[]
  /** False for what was said before we came. */
  readonly live: boolean
  /** How many were said besides. */
  readonly withheld: number
  /** All up to here is told, ms since the stream opened. */
  readonly to: number
}

export type CrowdLineOptions = {
  readonly reader: Pick<ReplayReader, 'latest' | 'said'>
  /** What was said up to here is known, ms since the stream opened; nothing yet when left out. */
  readonly afterMs: number | undefined
  readonly backoff: Backoff
  readonly random: () => number
  readonly onLatest: (latest: Latest) => void
  readonly onMessages: (told: CrowdMessages) => void
  /** Ids to take off the screen. */
  readonly onGone: (ids: readonly string[]) => void
  /** A question failed, for the nth time in a row; it is asked again. */
  readonly onTrouble: (failures: number) => void
}

/** Who comes is shown so many pieces of what was said just before. */
const HISTORY_PIECES = 3
/** A list is fetched at some moment between half a piece's time and one and a half. */
const SPREAD = 0.5
/** What a cache in between may be behind. */
const CACHE_MS = 2_000
/** A stream's last pieces settle within; then whoever waits for them waits no more. */
const FINISH_MS = 60_000

export class CrowdLine {
  readonly #options: CrowdLineOptions
  readonly #pieces = new HeldPieces()
  #timer: ReturnType<typeof setTimeout> | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #latest: (Latest & { readonly heardAt: number }) | undefined
  #afterMs: number
  #untilMs = Number.POSITIVE_INFINITY
  #over = false

  constructor(options: CrowdLineOptions) {
    this.#options = options
    this.#afterMs = options.afterMs ?? 0
    void this.#ask()
  }

  /** Tells what was said up to now, for what comes is told by an edge, and ends. */
  finish(): void {
    const { durationMs = 0, heardAt = performance.now() } = this.#latest ?? {}
    this.#untilMs = durationMs + (performance.now() - heardAt) + CACHE_MS
    this.#deadline = setTimeout(() => this.close(), FINISH_MS)
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#timer)
    clearTimeout(this.#deadline)
  }

  async #ask(): Promise<void> {
    try {
      const latest = await this.#options.reader.latest()
      if (this.#over) return
      await this.#follow(latest)
      this.#failures = 0
    } catch (error) {
      if (!(error instanceof BarrageError)) throw error
      if (!this.#over) this.#options.onTrouble(++this.#failures)
    }
    if (this.#latest && this.#latest.to >= this.#untilMs) this.close()
    if (!this.#over) this.#timer = setTimeout(() => void this.#ask(), this.#waitMs())
  }

  async #follow(latest: Latest): Promise<void> {
    const isFirst = this.#latest === undefined
    this.#latest = { ...latest, heardAt: performance.now() }
    this.#options.onLatest(latest)
    if (isFirst) this.#begin(latest)
    const { wanted, gone } = this.#pieces.compare(latest)
    if (gone.length > 0) this.#options.onGone(gone)
    for (const piece of wanted) {
      const messages = await this.#said(piece)
      if (this.#over) return
      if (messages) this.#tell(piece, messages, !isFirst)
    }
  }

  /** What was said before our time is passed over, but for the last of it. */
  #begin({ pieces }: Latest): void {
    const { afterMs } = this.#options
    const wanted = afterMs === undefined ? pieces.slice(-HISTORY_PIECES) : pieces
    for (const piece of pieces)
      if (piece.to <= this.#afterMs || !wanted.includes(piece)) this.#pieces.pass(piece)
  }

  /** Nothing: there is a newer generation, which the next list has. */
  async #said(piece: Piece): Promise<readonly WireMessage[] | undefined> {
    try {
      return await this.#options.reader.said(piece)
    } catch (error) {
      if (error instanceof BarrageError && error.code === REFUSALS.gone.code) return undefined
      throw error
    }
  }

  #tell(piece: Piece, all: readonly WireMessage[], live: boolean): void {
    const isNew = this.#pieces.isNew(piece)
    const gone = this.#pieces.take(piece, all)
    if (gone.length > 0) this.#options.onGone(gone)
    const messages = all.filter(({ at }) => at > this.#afterMs && at <= this.#untilMs)
    const withheld = isNew ? Math.max(0, piece.count - all.length) : 0
    this.#options.onMessages({ messages, live, withheld, to: piece.to })
  }

  #waitMs(): number {
    const { random, backoff } = this.#options
    if (this.#failures > 0) return delayMs(backoff, this.#failures, random)
    return (this.#latest?.nextMs ?? 0) * (1 - SPREAD + 2 * SPREAD * random())
  }
}
