// The edge of this process, on its public server.

import { randomBytes } from 'node:crypto'
import { newEdgeCounts } from '../edge/counts.ts'
import { Edge } from '../edge/edge.ts'
import { registerEdgeMetrics } from '../edge/metrics.ts'
import type { EdgeOptions } from '../edge/options.ts'
import { edgeRole } from '../edge/role.ts'
import type { EdgeId } from '../engine/ids.ts'
import { ROOM_DEFAULTS } from '../engine/room-defaults.ts'
import type { Server } from '../http/server.ts'
import { makeTickets } from '../http/ticket.ts'
import type { Parts } from './parts.ts'

/** Takes viewers once the server listens and `Edge.start` was called with its address. */
export function serveEdge(app: Server, parts: Parts): Edge {
  const { config, keys, ports, steps, screened, metrics, log, now } = parts
  const counts = newEdgeCounts()
  const tickets = makeTickets({ key: keys.ticket, ttlMs: config.tickets.ttlMs })
  const fault = (err: unknown) => log.error({ err }, 'the edge could not do something')
  const edge = new Edge({
    ...ports,
    options: optionsOf(parts),
    defaults: ROOM_DEFAULTS,
    check: (ticket, room) => tickets.verify(ticket, { room, now: now() }),
    steps: steps(),
    counts,
    screened,
    now,
    random: Math.random,
    fault,
  })
  registerEdgeMetrics(metrics, edge, counts)
  edgeRole(app, edge, fault)
  return edge
}

function optionsOf({ config }: Parts): EdgeOptions {
  const { bigRoomEnter, bigRoomLeave, ...edge } = config.edge
  return {
    ...edge,
    id: `edge-${randomBytes(4).toString('hex')}` as EdgeId,
    bigFrom: bigRoomEnter,
    smallBelow: bigRoomLeave,
    highPatienceMs: config.quota.highPatienceMs,
  }
}
