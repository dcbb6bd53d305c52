// The edge of this process, on its public server.

import { randomBytes } from 'node:crypto'
import { newEdgeCounts } from '../edge/counts.ts'
import { Edge } from '../edge/edge.ts'
import { withinSilence } from '../edge/heartbeat.ts'
import { registerEdgeMetrics } from '../edge/metrics.ts'
import type { EdgeOptions } from '../edge/options.ts'
import { edgeRole } from '../edge/role.ts'
import { registerRoomMetrics } from '../edge/room-metrics.ts'
import type { EdgeId } from '../engine/ids.ts'
import { ROOM_DEFAULTS } from '../engine/room-defaults.ts'
import type { Server } from '../http/server.ts'
import { makeTickets } from '../http/ticket.ts'
import type { Parts } from './parts.ts'

/** Takes viewers once the server listens and `Edge.start` was called with its address. */
export function serveEdge(app: Server, parts: Parts): Edge {
  const { config, keys, ports, places, steps, screened, metrics, log, now } = parts
  const counts = newEdgeCounts()
  const fault = (err: unknown) => log.error({ err }, 'the edge could not do something')
  const edge = new Edge({
    ...ports,
    places,
    options: optionsOf(parts),
    defaults: ROOM_DEFAULTS,
    tickets: makeTickets({ key: keys.ticket, ttlMs: config.tickets.ttlMs }),
    steps: steps(),
    counts,
    screened,
    now,
    random: Math.random,
    fault,
    replaced: parts.fail,
  })
  const { pollWaitMs, silentMs } = config.edge
  const mostWaitMs = Math.min(pollWaitMs, withinSilence(silentMs))
  const pollers = edgeRole(app, edge, { mostWaitMs, fault })
  registerEdgeMetrics(metrics, edge, { counts, pollers })
  registerRoomMetrics(metrics, edge, counts)
  return edge
}

function optionsOf({ config }: Parts): EdgeOptions {
  const { id, labels: named, bigRoomEnter, bigRoomLeave, pollWaitMs: _, ...edge } = config.edge
  const { viewersPerEdge, movesPerSecond, moveOrder, grayLabel } = config.rooms
  const instance = randomBytes(8).toString('hex')
  const labels = named.split(',').filter(label => label !== '')
  return {
    ...{
      ...edge,
      entering: config.entering,
      ladder: config.ladder,
      budgetMs: config.uplink.budgetMs,
    },
    ...{ viewersPerEdge, movesPerSecond, moveOrder, instance, labels },
    id: (id || `edge-${instance}`) as EdgeId,
    isGray: labels.includes(grayLabel),
    bigFrom: bigRoomEnter,
    smallBelow: bigRoomLeave,
    highPatienceMs: config.quota.highPatienceMs,
  }
}
