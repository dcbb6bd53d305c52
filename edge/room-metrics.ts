// What each room was told and what it cost, as Prometheus reads it.

import { PRIORITIES } from '../engine/message.ts'
import type { Metrics, ReadTable } from '../http/metrics.ts'
import type { EdgeCounts } from './counts.ts'
import type { Edge } from './edge.ts'
import { OTHERS, RoomSeries } from './room-series.ts'
import type { Totals } from './totals.ts'

const WHAT = ['stored', 'shown', 'withheld'] as const

const PLAIN: readonly [
  name: string,
  of: Exclude<keyof Totals, (typeof WHAT)[number]>,
  help: string,
][] = [
  ['merged', 'merged', 'Of the withheld, those that another stands for'],
  ['frames', 'frames', 'Live frames made'],
  ['deliveries', 'deliveries', 'Live frames written to a viewer'],
  ['delivered_bytes', 'bytes', 'Bytes of live frames written'],
  ['skipped', 'skipped', 'Live frames a viewer could not take'],
  ['tick_ms', 'turnMs', 'Time in turns, from reading to the last write'],
  ['fanout_ms', 'fanOutMs', 'Of it, time in telling everybody'],
]

export function registerRoomMetrics(metrics: Metrics, edge: Edge, counts: EdgeCounts): void {
  const rooms = () => [...edge.rooms.all()].map(({ room }) => room)
  const series = new RoomSeries(rooms, counts)
  const look = () => [...series.look(performance.now())]
  const messages: ReadTable = () =>
    look().flatMap(([room, totals]) =>
      WHAT.flatMap(what => PRIORITIES.map(p => [totals[what][p], room, p, what] as const)),
    )
  const labels = ['room', 'priority', 'what']
  metrics.table('room_messages', 'Messages of each room', labels, messages)
  for (const [name, of, help] of PLAIN)
    metrics.table(`room_${name}`, help, ['room'], () =>
      look().map(([room, totals]) => [totals[of], room] as const),
    )
  const steps = () => stepsOf(edge, new Set(look().map(([room]) => room)))
  metrics.gauge('ladder', 'Step of the degradation ladder', steps, 'room')
}

/** @param named rooms that have series of their own */
function stepsOf({ rooms, ladder }: Edge, named: ReadonlySet<string>): Record<string, number> {
  const steps: Record<string, number> = { [OTHERS]: ladder.step }
  for (const { room } of rooms.all()) {
    const name = named.has(room.id) ? room.id : OTHERS
    steps[name] = Math.max(steps[name] ?? 0, room.step)
  }
  return steps
}
