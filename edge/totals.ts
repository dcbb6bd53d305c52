// What has been told, in numbers that only grow: of one room since this edge took it, and of all
// rooms since the process began. Plain numbers: the turn adds, metrics and the admin API read.

import { byPriority, PRIORITIES, type Priority } from '../engine/message.ts'

export type Totals = {
  /** Messages that came into the buckets. */
  readonly stored: Record<Priority, number>
  /** Messages put into live frames, each counted once per room and not per viewer. */
  readonly shown: Record<Priority, number>
  readonly withheld: Record<Priority, number>
  /** Of the withheld, those that another stands for. */
  merged: number
  frames: number
  /** Frames × viewers written, and their bytes. */
  deliveries: number
  bytes: number
  /** Messages × viewers written. */
  deliveredMessages: number
  /** Frames × viewers not written, because the viewer could not keep up. */
  skipped: number
  /** ms in turns, and of those in telling everybody. */
  turnMs: number
  fanOutMs: number
}

const CLASSED = ['stored', 'shown', 'withheld'] as const
const PLAIN = [
  'merged',
  'frames',
  'deliveries',
  'bytes',
  'deliveredMessages',
  'skipped',
  'turnMs',
  'fanOutMs',
] as const

export function newTotals(): Totals {
  return {
    stored: byPriority(() => 0),
    shown: byPriority(() => 0),
    withheld: byPriority(() => 0),
    merged: 0,
    frames: 0,
    deliveries: 0,
    bytes: 0,
    deliveredMessages: 0,
    skipped: 0,
    turnMs: 0,
    fanOutMs: 0,
  }
}

/** Adds `times` the others to these; -1 takes them away. */
export function addTotals(to: Totals, others: Totals, times = 1): Totals {
  for (const name of CLASSED)
    for (const priority of PRIORITIES) to[name][priority] += times * others[name][priority]
  for (const name of PLAIN) to[name] += times * others[name]
  return to
}
