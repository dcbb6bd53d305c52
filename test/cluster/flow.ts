// A steady flow of messages into a room: most by the application's route, some from viewers'
// sockets. What was not acknowledged is sent again under its own cid until it is, as a
// careful sender does; every acknowledgement is kept.

import type { BarrageError } from '../../client/barrage-error.ts'
import type { Room } from '../../client/room.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import type { Stand } from './stand.ts'

const EVERY_MS = 100
/** One in ten is a gift, which nobody may miss. */
const GIFT_EVERY = 10
/** Well within what one viewer may say. */
const SPEAK_MS = 1_500
const AGAIN_MS = 250
/** What is not acknowledged so long after the last word never is. */
const END_MS = 15_000

export type Acknowledged = {
  readonly sentAt: number
  readonly ackedAt: number
  readonly isGift: boolean
}

type Said = { readonly cid: string; readonly kind: string; readonly body: object }
type Result = { readonly cid: string; readonly id?: string; readonly error?: unknown }

export type FlowOptions = {
  /** Viewers who speak as well. */
  readonly speakers?: readonly Room[]
  /** By the application's route, so often. */
  readonly perSecond: number
  readonly everyMs?: number
}

export class Flow {
  /** By id. */
  readonly acknowledged = new Map<string, Acknowledged>()
  /** Noes and requests without an answer, by what was said. */
  readonly noes = new Map<string, number>()
  /** Of which whoever said them was told in the end that nobody knows, or nothing. */
  unsure = 0
  readonly #stand: Pick<Stand, 'application'>
  readonly #room: string
  readonly #speakers: readonly Room[]
  /** By the application's route. */
  readonly #aBatch: number
  readonly #everyMs: number
  readonly #timers: NodeJS.Timeout[] = []
  readonly #flights = new Set<Promise<void>>()
  #said = 0
  #hasGivenUp = false

  constructor(
    stand: Pick<Stand, 'application'>,
    room: string,
    { speakers = [], perSecond, everyMs = EVERY_MS }: FlowOptions,
  ) {
    this.#stand = stand
    this.#everyMs = everyMs
    this.#aBatch = Math.round((perSecond * everyMs) / 1_000)
    this.#room = room
    this.#speakers = speakers
  }

  begin(): void {
    this.#timers.push(setInterval(() => this.#fly(this.#sayBatch()), this.#everyMs))
    for (const speaker of this.#speakers)
      this.#timers.push(setInterval(() => this.#fly(this.#speak(speaker)), SPEAK_MS))
  }

  /** Says no more; resolves when everything said was acknowledged, or given up. */
  async end(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    const gone = () => this.#flights.size === 0
    await until(gone, { withinMs: END_MS, what: 'all is acknowledged' }).catch(() => {
      this.#hasGivenUp = true
    })
  }

  /** What was said and neither acknowledged nor refused to a viewer. */
  get unanswered(): number {
    return this.#flights.size
  }

  #fly(flight: Promise<void>): void {
    this.#flights.add(flight)
    void flight.finally(() => this.#flights.delete(flight))
  }

  async #sayBatch(): Promise<void> {
    const sentAt = Date.now()
    let left: readonly Said[] = Array.from({ length: this.#aBatch }, () => this.#next())
    for (;;) {
      left = await this.#sayOnce(left, sentAt)
      if (this.#hasGivenUp) this.unsure += left.length
      if (left.length === 0 || this.#hasGivenUp) return
      await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
    }
  }

  /** @returns what was not acknowledged */
  async #sayOnce(said: readonly Said[], sentAt: number): Promise<readonly Said[]> {
    const from = { id: 'app', name: 'application' }
    const messages = said.map(one => ({ ...one, from }))
    const results = await this.#post(messages)
    const ids = new Map(results.map(({ cid, id }) => [cid, id]))
    for (const { error } of results) if (error) this.#no(JSON.stringify(error))
    return said.filter(({ cid, kind }) => {
      const id = ids.get(cid)
      if (id) this.#acknowledge(id, sentAt, kind === 'gift')
      return !id
    })
  }

  async #post(messages: readonly object[]): Promise<readonly Result[]> {
    try {
      const path = `/v1/rooms/${this.#room}/messages`
      const { status, body } = await this.#stand.application<{ results?: Result[] }>('POST', path, {
        messages,
      })
      if (!body.results) this.#no(`${status} ${JSON.stringify(body)}`)
      return body.results ?? []
    } catch (failure) {
      this.#no((failure as Error).name)
      return []
    }
  }

  async #speak(speaker: Room): Promise<void> {
    const sentAt = Date.now()
    try {
      const { id } = await speaker.send(`spoken ${(this.#said++).toString(36)} ${Math.random()}`)
      this.#acknowledge(id, sentAt, false)
    } catch (failure) {
      if ((failure as BarrageError).code === REFUSALS.unsure.code) this.unsure++
      this.#no(`viewer: ${(failure as Error).message}`)
    }
  }

  #next(): Said {
    const number = this.#said++
    return number % GIFT_EVERY === 0
      ? { cid: `g${number}`, kind: 'gift', body: { gift: 'rose', count: 1 } }
      : { cid: `m${number}`, kind: 'danmaku', body: { text: `said ${number}` } }
  }

  #acknowledge(id: string, sentAt: number, isGift: boolean): void {
    this.acknowledged.set(id, { sentAt, ackedAt: Date.now(), isGift })
  }

  #no(what: string): void {
    this.noes.set(what, (this.noes.get(what) ?? 0) + 1)
  }
}
