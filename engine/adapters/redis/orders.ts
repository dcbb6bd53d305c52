// Orders in Redis: one stream an edge, from which an order is taken when it was carried out
// and not before. So an order outlives the edge it is for, and is given again to whoever
// receives for that edge next.
//
// An edge waits for its orders on a connection of its own, because that command blocks: for the
// oldest entry, which is the one that is next. What waits for one edge is bounded
// (orders-send.lua), and forgotten when the edge did not ask for it in `keepMs`.

import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../fault.ts'
import type { EdgeId } from '../../ids.ts'
import type { Order, Orders } from '../../ports/orders.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript } from './scripts.ts'

export type RedisOrdersOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  /** Until a rejected order is given again. */
  readonly pauseMs?: number
  /** The most orders that wait for one edge. */
  readonly most?: number
  /** How long orders wait for an edge that takes none. */
  readonly keepMs?: number
}

/**
 * As the memory twin. An edge that was away for an hour has lost its viewers, and reads the
 * records of its rooms when it comes back.
 */
const DEFAULTS = {
  prefix: 'barrage',
  timeoutMs: 1_000,
  pauseMs: 1_000,
  most: 10_000,
  keepMs: 3_600_000,
}
/** How long one wait for an order is. */
const BLOCK_MS = 1_000

const SEND = loadScript('orders-send.lua')

type Entry = { readonly id: string; readonly order: Order }
type Receiver = { stopped: AbortController; waiting: RedisConnection; ended: Promise<void> }

export class RedisOrders implements Orders {
  readonly #options: Required<RedisOrdersOptions>
  readonly #connection: RedisConnection
  readonly #receivers = new Map<EdgeId, Receiver>()
  #dropped = 0

  constructor(options: RedisOrdersOptions) {
    this.#options = { ...DEFAULTS, ...options }
    const { url, timeoutMs } = this.#options
    this.#connection = new RedisConnection({ url, name: 'orders', timeoutMs })
  }

  /** Orders sent from here that made others give way because too many waited. */
  get dropped(): number {
    return this.#dropped
  }

  async send(edge: EdgeId, order: Order): Promise<void> {
    const { most, keepMs } = this.#options
    const args = [most, keepMs, order.type, JSON.stringify(order)]
    const gone = await runScript(this.#connection, SEND, [this.#key(edge)], args)
    this.#dropped += gone as number
  }

  /** One receiver an edge: a later one takes over from an earlier. */
  async receive(
    edge: EdgeId,
    carryOut: (order: Order) => Promise<void>,
  ): Promise<() => Promise<void>> {
    await this.#end(this.#receivers.get(edge))
    const { url, timeoutMs } = this.#options
    const waiting = new RedisConnection({
      url,
      name: `orders-of-${edge}`,
      timeoutMs: BLOCK_MS + timeoutMs,
    })
    const stopped = new AbortController()
    const receiver: Receiver = { stopped, waiting, ended: Promise.resolve() }
    this.#receivers.set(edge, receiver)
    receiver.ended = this.#giveAll(this.#key(edge), receiver, carryOut)
    return () => this.#end(receiver)
  }

  pending(edge: EdgeId): Promise<number> {
    return this.#connection.run(client => client.xlen(this.#key(edge)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#receivers.values()].map(receiver => this.#end(receiver)))
    this.#receivers.clear()
    await this.#connection.close()
  }

  async #giveAll(
    key: string,
    { stopped: { signal }, waiting }: Receiver,
    carryOut: (order: Order) => Promise<void>,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        const entry = await oldest(waiting, key)
        if (!entry || signal.aborted) continue
        await carryOut(entry.order)
        await this.#connection.run(client => client.xdel(key, entry.id))
      } catch {
        // The edge knows why it could not, Redis says so elsewhere; here it only means: again.
        await pause(this.#options.pauseMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  /** The order under way is waited for, the wait for the next one is not. */
  async #end(receiver: Receiver | undefined): Promise<void> {
    receiver?.stopped.abort()
    await receiver?.waiting.close()
    await receiver?.ended
  }

  #key(edge: EdgeId): string {
    return `${this.#options.prefix}:orders:${edge}`
  }
}

/** The order that is next, once there is one; nothing when there was none for a while. */
async function oldest(waiting: RedisConnection, key: string): Promise<Entry | undefined> {
  const found = await waiting.run(client =>
    client.xread('COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', key, '0-0'),
  )
  const [id, fields] = found?.[0]?.[1][0] ?? []
  if (id === undefined) return undefined
  const json = fields?.[3]
  if (json === undefined) throw new Fault('store-unavailable', `${key} holds what is no order`)
  return { id, order: JSON.parse(json) as Order }
}
