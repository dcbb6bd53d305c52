// The room service of this process: its public routes, and the operators' on a port of
// their own.

import { registerHealth } from '../http/health.ts'
import { listen } from '../http/listen.ts'
import { registerMetrics } from '../http/metrics.ts'
import { registerOpenApi } from '../http/openapi.ts'
import { servePage } from '../http/page.ts'
import { makeServer, type Server } from '../http/server.ts'
import { makeTickets } from '../http/ticket.ts'
import { adminRole } from '../room-service/admin-role.ts'
import type { AdminDeps } from '../room-service/deps.ts'
import { roomServiceRole } from '../room-service/role.ts'
import { type Parts, secureRandom } from './parts.ts'

const ADMIN_API = {
  title: 'Barrage for operators',
  description:
    'Rooms as they run, and what may be changed about them. Everything wants the operator’s key.',
}
/** Where `make build` puts the page, beside the compiled code. */
const PAGE_FOLDER = new URL('../web', import.meta.url).pathname

export async function serveRoomService(app: Server, parts: Parts): Promise<void> {
  const { config, keys, ports, places, steps, screened, metrics, log, now } = parts
  const { rooms } = config
  await roomServiceRole(app, {
    ...ports,
    places,
    tickets: makeTickets({ key: keys.ticket, ttlMs: config.tickets.ttlMs }),
    steps: steps(),
    now,
    random: secureRandom,
    count: screened,
    budgeted: metrics.counter('say_budget', 'What became of rooms’ budgets by say', 'event'),
    joined: metrics.counter('joins', 'Who was let in, and where to', 'where'),
    unconfirmed: ({ id }, why) => log.warn({ edge: id }, `an edge is given no rooms: ${why}`),
    fault: err => log.error({ err }, 'the room service could not do something'),
    options: {
      applicationKey: keys.application,
      guestsAllowed: config.guests.allowed,
      openedBy: rooms.openedBy,
      roomsPerGuest: rooms.perGuest,
      viewersPerEdge: rooms.viewersPerEdge,
      joinsPerSecond: rooms.joinsPerSecond,
      gray: { label: rooms.grayLabel, percent: rooms.grayPercent },
      broadcasts: config.broadcasts,
      confirmEdges: rooms.confirmEdges,
      crowd: {
        above: rooms.crowdAbove,
        url: rooms.crowdUrl.replace(/\/+$/, ''),
        againMs: rooms.crowdAgainMs,
        frameBytes: config.edge.frameBytes,
      },
      heartbeatMs: config.edge.heartbeatMs,
      budgetMs: config.uplink.budgetMs,
    },
  })
  servePage(app, PAGE_FOLDER)
}

/** @param views.buckets what this process can tell of what was stored */
export async function startAdmin(parts: Parts, views: Pick<AdminDeps, 'buckets'>): Promise<Server> {
  const { config, keys, ports, metrics, log, now, endings } = parts
  const app = makeServer({ log, requestMs: config.requestMs })
  endings.add(() => app.close())
  await registerOpenApi(app, ADMIN_API)
  registerHealth(app, {})
  registerMetrics(app, metrics)
  const { answerMs, retentionMs, wins } = config.moderation
  await adminRole(app, {
    ...ports,
    ...views,
    operatorKey: keys.operator,
    now,
    random: secureRandom,
    options: { answerMs, deletes: retentionMs === 0 || wins === 'erasure' },
  })
  await listen(app, config.admin.host, config.admin.port)
  return app
}
