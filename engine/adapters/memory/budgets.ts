// What rooms may say, of a single process: mostly of one edge, which then holds all there is.

import { LRUCache } from 'lru-cache'
import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId } from '../../ids.ts'
import {
  type BudgetAsk,
  type Budgets,
  GONE_AFTER,
  LEAST_BURST,
  type Lot,
  RESERVE,
} from '../../ports/budgets.ts'

export type MemoryBudgetsOptions = {
  readonly now: Now
  /** How often edges ask. */
  readonly everyMs: number
}

type Held = { readonly lot: Lot; readonly want: number; readonly at: number }
/** What nobody holds, and what each edge was given when it asked last. */
type Room = { tokens: number; at: number; readonly edges: Map<EdgeId, Held> }

type Part = { readonly share: number; readonly reserve: number }

const NOTHING: Lot = { low: 0, high: 0 }
/** A room that falls out begins anew, with its burst. */
const MOST_ROOMS = 50_000

export class MemoryBudgets implements Budgets {
  readonly #now: Now
  readonly #everyMs: number
  readonly #rooms = new LRUCache<RoomId, Room>({ max: MOST_ROOMS })

  constructor({ now, everyMs }: MemoryBudgetsOptions) {
    this.#now = now
    this.#everyMs = everyMs
  }

  async exchange(edge: EdgeId, asks: readonly BudgetAsk[]): Promise<readonly Lot[]> {
    return asks.map(ask => this.#exchange(edge, ask))
  }

  async close(): Promise<void> {
    this.#rooms.clear()
  }

  #exchange(edge: EdgeId, ask: BudgetAsk): Lot {
    const { rate, share, want } = ask
    const most = Math.max(rate.burst, (rate.perSecond * LEAST_BURST * this.#everyMs) / 1_000)
    const room = this.#rooms.get(ask.room) ?? { tokens: most, at: this.#now(), edges: new Map() }
    this.#rooms.set(ask.room, room)
    this.#takeBack(room, edge, ask, most)
    if (want.low + want.high <= 0) return NOTHING
    const lot = this.#given(room, want, { share, reserve: Math.floor(rate.burst * RESERVE) })
    room.tokens -= lot.low + lot.high
    room.edges.set(edge, { lot, want: want.low, at: room.at })
    return lot
  }

  #takeBack(room: Room, edge: EdgeId, { rate, held }: BudgetAsk, most: number): void {
    const now = Math.max(this.#now(), room.at)
    room.edges.delete(edge)
    for (const [other, { at }] of room.edges)
      if (now - at > GONE_AFTER * this.#everyMs) room.edges.delete(other)
    const heldByOthers = sum([...room.edges.values()].map(({ lot }) => lot.low + lot.high))
    const earned = ((now - room.at) * rate.perSecond) / 1_000
    const tokens = Math.min(room.tokens + earned + held.low + held.high, most - heldByOthers)
    room.tokens = Math.max(tokens, -most)
    room.at = now
  }

  #given({ tokens, at, edges }: Room, want: Lot, { share, reserve }: Part): Lot {
    const others = [...edges.values()]
    const free = Math.max(0, tokens)
    const each = Math.max(others.length + 1, 1 / share)
    const high = Math.min(free, Math.max(want.high, reserve / each))
    const kept = Math.max(0, reserve - high - sum(others.map(({ lot }) => lot.high)))
    const pool = Math.max(0, free - high - kept)
    // Who has just been given what it wants wants little for now.
    const claims = others.map(one => one.want * Math.min(1, (at - one.at) / this.#everyMs))
    const spare = Math.max(0, pool - want.low - sum(claims)) / each
    return { low: part(pool, want.low, claims) + spare, high }
  }
}

/** Of what there is, what one wants, or an equal part where there is too little for all. */
function part(pool: number, want: number, claims: readonly number[]): number {
  let [left, sharers] = [pool, claims.length + 1]
  for (const claim of claims.toSorted((a, b) => a - b)) {
    if (claim >= left / sharers) break
    left -= claim
    sharers--
  }
  return Math.min(want, left / sharers)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
