// What each room was told and what it cost, as Prometheus reads it.

import { PRIORITIES } from '../engine/message.ts'
import type { Metrics, ReadTable } from '../http/metrics.ts'
import type { EdgeCounts } from './counts.ts'
import type { Edge } from './edge.ts'
import { OTHERS, RoomSeries } from './room-series.ts'
import type { Totals } from './totals.ts'

const WHAT = ['stored', 'shown', 'withheld'] as const

export function registerRoomMetrics({ table, gauge }: Metrics, edge: Edge, counts: EdgeCounts) {
  const rooms = () => [...edge.rooms.all()].map(({ room }) => room)
  const series = new RoomSeries(rooms, counts)
  const look = () => [...series.look(performance.now())]
  const each =
    (of: (totals: Totals) => number): ReadTable =>
    () =>
      look().map(([room, totals]) => [of(totals), room] as const)
  const messages: ReadTable = () =>
    look().flatMap(([room, totals]) =>
      WHAT.flatMap(what => PRIORITIES.map(p => [totals[what][p], room, p, what] as const)),
    )

  const BY = ['room']
  table('room_messages', 'Messages of each room', [...BY, 'priority', 'what'], messages)
  table(
    'room_merged',
    'Of the withheld, those that another stands for',
    BY,
    each(t => t.merged),
  )
  table(
    'room_frames',
    'Live frames made',
    BY,
    each(t => t.frames),
  )
  table(
    'room_deliveries',
    'Live frames written to a viewer',
    BY,
    each(t => t.deliveries),
  )
  table(
    'room_delivered_bytes',
    'Bytes of live frames written',
    BY,
    each(t => t.bytes),
  )
  table(
    'room_skipped',
    'Live frames a viewer could not take',
    BY,
    each(t => t.skipped),
  )
  table(
    'room_tick_ms',
    'Time in turns, from reading to the last write',
    BY,
    each(t => t.turnMs),
  )
  table(
    'room_fanout_ms',
    'Of it, time in telling everybody',
    BY,
    each(t => t.fanOutMs),
  )
  gauge(
    'ladder',
    'Step of the degradation ladder',
    () =>
      ladder(
        edge,
        look().map(([room]) => room),
      ),
    'room',
  )
}

/** @param named rooms that have series of their own */
function ladder({ rooms, ladder }: Edge, named: readonly string[]): Record<string, number> {
  const steps: Record<string, number> = { [OTHERS]: ladder.step }
  for (const { room } of rooms.all()) {
    const name = named.includes(room.id) ? room.id : OTHERS
    steps[name] = Math.max(steps[name] ?? 0, room.step)
  }
  return steps
}
