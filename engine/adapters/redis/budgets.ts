// What rooms may say, shared by all edges in Redis. What the keys hold, and how a budget is
// divided, is told in budgets-exchange.lua: one script for all rooms that an edge asks for.

import type { Now } from '../../clock.ts'
import type { EdgeId } from '../../ids.ts'
import {
  type BudgetAsk,
  type Budgets,
  GONE_AFTER,
  LEAST_BURST,
  type Lot,
  RESERVE,
} from '../../ports/budgets.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript } from './scripts.ts'

export type RedisBudgetsOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  /** Redis's own, unless given: edges' clocks differ, and a budget has one time. */
  readonly now?: Now
  /** How often edges ask. */
  readonly everyMs: number
}

/** Rooms in one script: a millisecond or two of Redis, in which nobody else is served. */
const SOME = 50
/** A room in which nobody has spoken for so long has its burst back. */
const KEEP_MS = 600_000

const EXCHANGE = loadScript('budgets-exchange.lua')

export class RedisBudgets implements Budgets {
  readonly #connection: RedisConnection
  readonly #base: string
  readonly #now: Now | undefined
  readonly #everyMs: number

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000, now, everyMs }: RedisBudgetsOptions) {
    this.#connection = new RedisConnection({ url, name: 'budgets', timeoutMs })
    this.#base = `${prefix}:{budgets}`
    this.#now = now
    this.#everyMs = everyMs
  }

  async exchange(edge: EdgeId, asks: readonly BudgetAsk[]): Promise<readonly Lot[]> {
    const lots: Lot[] = []
    for (let from = 0; from < asks.length; from += SOME)
      lots.push(...(await this.#exchangeSome(edge, asks.slice(from, from + SOME))))
    return lots
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #exchangeSome(edge: EdgeId, asks: readonly BudgetAsk[]): Promise<Lot[]> {
    const keys = asks.map(({ room }) => `${this.#base}:${room}`)
    const rules = [this.#everyMs, RESERVE, GONE_AFTER, LEAST_BURST, KEEP_MS]
    const args = [this.#now?.() ?? '', edge, ...rules, ...asks.flatMap(flat)]
    const told = (await runScript(this.#connection, EXCHANGE, keys, args)) as string[]
    return asks.map((_, index) => ({
      low: Number(told[2 * index]),
      high: Number(told[2 * index + 1]),
    }))
  }
}

function flat({ rate, share, held, want }: BudgetAsk): number[] {
  return [rate.burst, rate.perSecond, share, held.low, held.high, want.low, want.high]
}
