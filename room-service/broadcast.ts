// What the application says in all rooms: a notice, mostly. Each edge is told once, and says it in
// the rooms that it holds, spread over the time that was asked for, so that a million viewers are
// not woken in one second. What is wrong with it is said here, once, and not in every room.

import { isCid } from '../engine/ids.ts'
import type { Sender } from '../engine/message.ts'
import type { Refused } from '../engine/refusal.ts'
import { shapeBody } from '../engine/uplink/body.ts'
import { take } from '../engine/uplink/pace.ts'
import type { Tokens } from '../engine/uplink/step.ts'
import type { RoomServiceDeps } from './deps.ts'
import { orderAll } from './orders-to-all.ts'
import { type Said, senderOf } from './speak.ts'

const MINUTE_MS = 60_000
const NOTICE = 'notice'
/** Who speaks when the application does not say who. */
const NOBODY_IN_PARTICULAR = { id: 'system', name: 'System' }
/** Stores know a message that comes again for ten minutes: edges are done well before. */
export const MOST_SPREAD_MS = 300_000

export type ToAll = Pick<Said, 'kind' | 'body' | 'priority'> & {
  readonly cid?: string
  readonly from?: Said['from']
  readonly spreadMs?: number
}
export type Ordered = {
  readonly cid: string
  /** How many were told. */
  readonly edges: number
  readonly spreadMs: number
}

type Deps = Pick<RoomServiceDeps, 'edges' | 'orders' | 'now' | 'random' | 'options'>

export class Broadcaster {
  readonly #deps: Deps
  #tokens: Tokens | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async say(said: ToAll): Promise<Ordered | Refused> {
    const { now, options } = this.#deps
    const { kind = NOTICE, cid = this.#newCid(), spreadMs = options.broadcasts.spreadMs } = said
    const from = this.#checked({ ...said, kind, cid })
    if ('why' in from) return from
    const retryMs = this.#take()
    if (retryMs !== undefined) return { why: 'tooFast', retryMs }
    const { body, priority } = said
    const announcement = { cid, kind, body, from, ...(priority ? { priority } : {}) }
    const order = { type: 'broadcast', said: announcement, from: now(), spreadMs } as const
    return { cid, edges: await orderAll(this.#deps, order), spreadMs }
  }

  /** Its sender, or what is wrong with it. */
  #checked({
    cid,
    kind,
    body,
    from = NOBODY_IN_PARTICULAR,
  }: ToAll & { kind: string; cid: string }) {
    if (!isCid(cid)) return { why: 'badCid' } as const
    const shaped = shapeBody(kind, body)
    return 'why' in shaped ? shaped : (senderOf(from) satisfies Sender | Refused)
  }

  #take(): number | undefined {
    const { now, options } = this.#deps
    const { perMinute } = options.broadcasts
    const rate = { burst: perMinute, perSecond: (perMinute * 1_000) / MINUTE_MS }
    const { tokens, retryMs } = take(this.#tokens, rate, now())
    this.#tokens = tokens
    return retryMs
  }

  #newCid(): string {
    const chance = Math.floor(this.#deps.random() * 36 ** 8).toString(36)
    return `b${this.#deps.now().toString(36)}-${chance}`
  }
}
