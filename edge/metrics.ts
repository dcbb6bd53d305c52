// An edge's counters as Prometheus reads them.

import { STEPS } from '../engine/downlink/ladder.ts'
import type { Metrics } from '../http/metrics.ts'
import type { EdgeCounts } from './counts.ts'
import type { Edge } from './edge.ts'
import type { Pollers } from './polling/pollers.ts'

export type Counted = { readonly counts: EdgeCounts; readonly pollers: Pollers }

export function registerEdgeMetrics(metrics: Metrics, edge: Edge, counted: Counted): void {
  const { counts, pollers } = counted
  const { total, gauge } = metrics
  gauge('connections', 'Viewers connected to this edge', () => edge.connections)
  gauge('pollers', 'Viewers among them without WebSocket', () => pollers.size)
  gauge('live_rooms', 'Rooms this edge holds', () => edge.rooms.size)
  gauge('tick_ms', 'The last turn of a room, and the longest so far', () => turnMs(counts), 'which')
  gauge('fanout_ms', 'The last fan-out, and the longest so far', () => fanOutMs(counts), 'which')
  gauge(
    'loop_delay_ms',
    'How late the event loop was in the last second',
    () => late(edge),
    'which',
  )
  gauge('ladder_rooms', 'Rooms on each step of the ladder', () => onStep(edge), 'step')
  total('accepted', 'Messages acknowledged', () => counts.accepted)
  total('moves', 'Viewers told to go to another edge', () => counts.moves)
  total('refused', 'Messages and frames refused', () => named(counts.refused), 'why')
  total('room_budget', 'What became of rooms’ budgets', () => named(counts.roomBudget), 'event')
  total(
    'broadcast_rooms',
    'Rooms told what all are told',
    () => named(counts.broadcasts),
    'outcome',
  )
  total('closed', 'Connections this edge ended', () => named(counts.closed), 'why')
  total('shown', 'Messages put into live frames', () => counts.shown, 'priority')
  total('withheld', 'Messages left out of live frames', () => counts.withheld, 'priority')
  total('merged', 'Of the withheld, those that another stands for', () => counts.merged)
  total('frames', 'Live frames made', () => counts.frames)
  total('deliveries', 'Live frames written to a viewer', () => counts.deliveries)
  total('delivered_messages', 'Messages × viewers', () => counts.deliveredMessages)
  total('delivered_bytes', 'Bytes of live frames written', () => counts.bytes)
  total('skipped', 'Live frames a viewer could not take', () => counts.skipped)
  total('tick_skipped', 'Ticks that found the last one unfinished', () => counts.ticksSkipped)
  total('read_failures', 'Reads the bucket store did not answer', () => counts.readFailures)
  total('polls', 'What became of polls, and of who polls', () => pollers.counts, 'what')
  total('cache', 'Questions about the past', () => cache(edge), 'answered_by')
}

function turnMs({ lastTurnMs, worstTurnMs }: EdgeCounts): Record<string, number> {
  return { last: lastTurnMs, worst: worstTurnMs }
}

function fanOutMs({ lastFanOutMs, worstFanOutMs }: EdgeCounts): Record<string, number> {
  return { last: lastFanOutMs, worst: worstFanOutMs }
}

function late({ ladder }: Edge): Record<string, number> {
  const { loopDelayMs: p99, loopWorstMs: max } = ladder.load.last
  return { p99, max }
}

function onStep({ rooms }: Edge): Record<string, number> {
  const on: Record<string, number> = Object.fromEntries(STEPS.map(name => [name, 0]))
  for (const { room } of rooms.all()) {
    const name = STEPS[room.step - 1]
    if (name) on[name] = (on[name] ?? 0) + 1
  }
  return on
}

function cache({ windows }: Edge): Record<string, number> {
  return { window: windows.hits, store: windows.misses }
}

function named(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(counts)
}
