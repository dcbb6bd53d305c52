// Orders within a process. What is pending is lost with it, and so are the connections that
// the orders were about.
//
// What waits for one edge is bounded. When it is full the oldest `settings` order goes first
// (an edge reads the record of every room it takes on anyway), else the oldest of all: an
// edge so far behind has lost its viewers, too. `dropped` counts them.

import type { EdgeId } from '../../ids.ts'
import type { Order, Orders } from '../../ports/orders.ts'
import { type Next, Pump } from './pump.ts'

export type MemoryOrdersOptions = {
  /** Until a rejected order is given again. */
  readonly pauseMs?: number
  /** The most orders that wait for one edge. */
  readonly most?: number
}

/**
 * A second is short for a kick and long for a machine in trouble; 10,000 orders are a kick for
 * every second viewer of a full process (20,000 open files).
 */
const DEFAULTS = { pauseMs: 1_000, most: 10_000 }

type Queue = { readonly orders: Order[]; underWay: Order | undefined; pump: Pump | undefined }

export class MemoryOrders implements Orders {
  readonly #options: Required<MemoryOrdersOptions>
  readonly #queues = new Map<EdgeId, Queue>()
  #dropped = 0

  constructor(options: MemoryOrdersOptions = {}) {
    this.#options = { ...DEFAULTS, ...options }
  }

  /** Orders that gave way because too many waited. */
  get dropped(): number {
    return this.#dropped
  }

  async send(edge: EdgeId, order: Order): Promise<void> {
    const queue = this.#open(edge)
    if (queue.orders.length >= this.#options.most) this.#drop(queue)
    queue.orders.push(order)
    queue.pump?.wake()
  }

  /** One receiver an edge: a later one takes over from an earlier. */
  async receive(
    edge: EdgeId,
    carryOut: (order: Order) => Promise<void>,
  ): Promise<() => Promise<void>> {
    const queue = this.#open(edge)
    const earlier = queue.pump
    const pump = new Pump(() => this.#giveNext(queue, carryOut))
    queue.pump = pump
    await earlier?.stop()
    pump.wake()
    return () => this.#end(edge, pump)
  }

  async pending(edge: EdgeId): Promise<number> {
    return this.#queues.get(edge)?.orders.length ?? 0
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(({ pump }) => pump?.stop()))
    this.#queues.clear()
  }

  async #giveNext(queue: Queue, carryOut: (order: Order) => Promise<void>): Promise<Next> {
    const [order] = queue.orders
    if (!order) return 'idle'
    queue.underWay = order
    try {
      await carryOut(order)
      queue.orders.shift()
      return 0
    } catch {
      // The edge knows why and has counted it; here it only means: again.
      return this.#options.pauseMs
    } finally {
      queue.underWay = undefined
    }
  }

  #drop({ orders, underWay }: Queue): void {
    // What is being carried out is the first and leaves when it is done.
    const from = underWay ? 1 : 0
    const settings = orders.findIndex((order, at) => at >= from && order.type === 'settings')
    this.#dropped += orders.splice(settings < 0 ? from : settings, 1).length
  }

  async #end(edge: EdgeId, pump: Pump): Promise<void> {
    await pump.stop()
    const queue = this.#queues.get(edge)
    if (queue?.pump !== pump) return
    queue.pump = undefined
    if (queue.orders.length === 0) this.#queues.delete(edge)
  }

  #open(edge: EdgeId): Queue {
    const queue = this.#queues.get(edge) ?? { orders: [], underWay: undefined, pump: undefined }
    this.#queues.set(edge, queue)
    return queue
  }
}
