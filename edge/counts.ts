// What an edge counts. Plain numbers on one object: the hot path adds, metrics and the admin
// API read. Per room the same classes are kept by the live room itself.

import { byPriority, type Priority } from '../engine/message.ts'

export type EdgeCounts = {
  /** Messages refused, by the refusal's name. */
  readonly refused: Map<string, number>
  /** Sockets that we closed, by reason. */
  readonly closed: Map<string, number>
  /** Messages put into live frames, each counted once per room and not per viewer. */
  readonly shown: Record<Priority, number>
  readonly withheld: Record<Priority, number>
  /** Of rooms' budgets: refused, let through on our own share, asked for and not answered. */
  readonly roomBudget: Map<string, number>
  /** Of what is said in all rooms: in how many it was, or why not. */
  readonly broadcasts: Map<string, number>
  accepted: number
  /** How often viewers were told to go to another edge. */
  moves: number
  frames: number
  /** Frames × viewers written, and their bytes. */
  deliveries: number
  deliveredBytes: number
  /** Messages × viewers written. */
  deliveredMessages: number
  /** Frames × viewers not written, because the viewer could not keep up. */
  skipped: number
  /** Ticks that found the room's last one unfinished. */
  ticksSkipped: number
  readFailures: number
  /** ms spent in the last fan-out, and the longest one since the process began. */
  fanoutMs: number
  fanoutWorstMs: number
}

export function newEdgeCounts(): EdgeCounts {
  return {
    refused: new Map(),
    closed: new Map(),
    shown: byPriority(() => 0),
    withheld: byPriority(() => 0),
    roomBudget: new Map(),
    broadcasts: new Map(),
    accepted: 0,
    moves: 0,
    frames: 0,
    deliveries: 0,
    deliveredBytes: 0,
    deliveredMessages: 0,
    skipped: 0,
    ticksSkipped: 0,
    readFailures: 0,
    fanoutMs: 0,
    fanoutWorstMs: 0,
  }
}

/** Adds to a named count. */
export function tally(counts: Map<string, number>, name: string, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times)
}
