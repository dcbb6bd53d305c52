// What a room may say in all, over all its edges. Parts of it are handed out to the edges in
// advance, so that no message waits for anybody: an edge lets messages through out of what it
// holds, and a few times a second gives back what it has left and takes what it will need. A room
// service that takes what is said without an edge is an edge here.
//
// A room's budget is a token bucket: `rate.burst` at once, and `rate.perSecond` after that. What
// edges hold counts as not said yet, so never more is handed out than there is. The last fifth
// of the burst is kept for messages of high priority. When there is less than all edges want,
// each has an equal part of it or what it wants, whichever is less; what nobody wants is held
// in equal parts by the room's edges, for what nobody expects: the part of an edge that has not
// asked yet stays where it is.

import type { EdgeId, RoomId } from '../ids.ts'
import type { Rate } from '../room.ts'

/** So many messages, of low priority and of high. */
export type Lot = { readonly low: number; readonly high: number }

export type BudgetAsk = {
  readonly room: RoomId
  /** The whole room's. */
  readonly rate: Rate
  /** This edge's part of the room: one of as many as the room has edges. */
  readonly share: number
  /** What the edge has left; below 0: so much more was let through than it had. */
  readonly held: Lot
  /** What it expects until it asks again. Nothing of either: it holds nothing any more. */
  readonly want: Lot
}

/** The share of a room's burst that low leaves alone: a fifth is 200 ms at the default rate. */
export const RESERVE = 0.2
/** An edge that has not asked for so many times the usual is gone, and what it held with it. */
export const GONE_AFTER = 10
/**
 * A burst is at least what is handed out in so many times the usual time: less, and a room could
 * not have its rate.
 */
export const LEAST_BURST = 3

export interface Budgets {
  /**
   * Takes back what the edge holds, and gives what it holds from now on: one lot for each ask, in
   * order. A room never asked for has its whole burst.
   * @throws Fault `store-unavailable`
   */
  exchange(edge: EdgeId, asks: readonly BudgetAsk[]): Promise<readonly Lot[]>
  close(): Promise<void>
}
