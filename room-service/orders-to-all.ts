// An order for every edge that is up. An edge that comes up later reads the room's record
// anyway, and needs none.

import type { Edges } from '../engine/ports/edges.ts'
import type { Order, Orders } from '../engine/ports/orders.ts'

/** Resolves with how many they are, when the order is kept for each of them. */
export async function orderAll(
  { edges, orders }: { readonly edges: Edges; readonly orders: Orders },
  order: Order,
): Promise<number> {
  const { edges: up } = await edges.now()
  await Promise.all(up.map(({ id }) => orders.send(id, order)))
  return up.length
}
