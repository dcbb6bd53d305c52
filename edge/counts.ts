// What an edge counts. Plain numbers on one object: the hot path adds, metrics and the admin
// API read. The live room itself keeps what of it is about one room (totals.ts).

import { newTotals, type Totals } from './totals.ts'

export type EdgeCounts = Totals & {
  /** Messages refused, by the refusal's name. */
  readonly refused: Map<string, number>
  /** Sockets that we closed, by reason. */
  readonly closed: Map<string, number>
  /** Of rooms' budgets: refused, let through on our own share, asked for and not answered. */
  readonly roomBudget: Map<string, number>
  /** Of what is said in all rooms: in how many it was, or why not. */
  readonly broadcasts: Map<string, number>
  accepted: number
  /** How often viewers were told to go to another edge. */
  moves: number
  /** Ticks that found the room's last one unfinished. */
  ticksSkipped: number
  readFailures: number
  /** ms that the last turn and the last fan-out took, and the longest since the process began. */
  lastTurnMs: number
  worstTurnMs: number
  lastFanOutMs: number
  worstFanOutMs: number
}

export function newEdgeCounts(): EdgeCounts {
  return {
    ...newTotals(),
    refused: new Map(),
    closed: new Map(),
    roomBudget: new Map(),
    broadcasts: new Map(),
    accepted: 0,
    moves: 0,
    ticksSkipped: 0,
    readFailures: 0,
    lastTurnMs: 0,
    worstTurnMs: 0,
    lastFanOutMs: 0,
    worstFanOutMs: 0,
  }
}

/** Adds to a named count. */
export function tally(counts: Map<string, number>, name: string, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times)
}
