// A room service on the memory twins, with a clock that a test turns.

import { pino } from 'pino'
import { MemoryBucketStore } from '../../engine/adapters/memory/bucket-store.ts'
import { MemoryBudgets } from '../../engine/adapters/memory/budgets.ts'
import { MemoryEdges } from '../../engine/adapters/memory/edges.ts'
import { MemoryJobs } from '../../engine/adapters/memory/jobs.ts'
import { MemoryLanes } from '../../engine/adapters/memory/lanes.ts'
import { MemoryMemberStore } from '../../engine/adapters/memory/member-store.ts'
import { MemoryMessageLog } from '../../engine/adapters/memory/message-log.ts'
import { MemoryOrders } from '../../engine/adapters/memory/orders.ts'
import { MemoryRemovals } from '../../engine/adapters/memory/removals.ts'
import { MemorySettings } from '../../engine/adapters/memory/settings.ts'
import { MemoryTallies } from '../../engine/adapters/memory/tallies.ts'
import type { EdgeId, RoomId, WorkerId } from '../../engine/ids.ts'
import { homePartition, laneOf } from '../../engine/partition.ts'
import { Places } from '../../engine/placement/places.ts'
import type { EdgeReport, Edges } from '../../engine/ports/edges.ts'
import type { Entry } from '../../engine/ports/message-log.ts'
import type { Order } from '../../engine/ports/orders.ts'
import { appendTo } from '../../engine/uplink/append.ts'
import { uplinkSteps } from '../../engine/uplink/steps.ts'
import { makeServer, type Server } from '../../http/server.ts'
import { makeTickets } from '../../http/ticket.ts'
import { adminRole } from '../../room-service/admin-role.ts'
import type { RoomServiceDeps, RoomServiceOptions } from '../../room-service/deps.ts'
import { roomServiceRole } from '../../room-service/role.ts'
import type { closeEveryStream } from '../../room-service/stream.ts'

export const APPLICATION_KEY = 'a'.repeat(32)
export const OPERATOR_KEY = 'o'.repeat(32)
export const TICKET_KEY = 't'.repeat(32)
export const TTL_MS = 60_000
const PARTITIONS = 3
const BUDGET_MS = 100
/** Short, because nobody is there who could tell. */
const ANSWER_MS = 60

export type Served = {
  readonly app: Server
  readonly settings: MemorySettings
  readonly members: MemoryMemberStore
  readonly edges: MemoryEdges
  readonly lanes: MemoryLanes
  readonly removals: MemoryRemovals
  readonly jobs: MemoryJobs
  readonly tallies: MemoryTallies
  readonly buckets: MemoryBucketStore
  readonly budgets: MemoryBudgets
  readonly clock: { ms: number }
  /** What the log took, with the partition in front. */
  readonly entries: [partition: number, entry: Entry][]
  /** What edge `e1` was told, in order. */
  readonly ordered: Order[]
  /** What opens and closes streams. */
  readonly deps: Parameters<typeof closeEveryStream>[0]
  /** Throws instead of appending while it says so. */
  readonly outage: { fault: Error | undefined }
  as(key: string | undefined, method: Method, url: string, body?: unknown): Promise<Answer>
  close(): Promise<void>
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answer = { readonly status: number; readonly body: any }

export async function serve(
  options: Partial<RoomServiceOptions> = {},
  edges: readonly [id: string, connections: number][] = [['e1', 0]],
): Promise<Served> {
  const clock = { ms: 1_800_000_000_000 }
  const now = () => clock.ms
  const leaseMs = 3_600_000
  const log = new MemoryMessageLog({ partitions: PARTITIONS, now, keepMs: 1_000, most: 10_000 })
  const entries: Served['entries'] = []
  const outage: Served['outage'] = { fault: undefined }
  const ports = {
    settings: new MemorySettings(),
    members: new MemoryMemberStore({ now, leaseMs }),
    edges: new MemoryEdges({ now, leaseMs }),
    orders: new MemoryOrders(),
    budgets: new MemoryBudgets({ now, everyMs: BUDGET_MS }),
    lanes: new MemoryLanes({ now, leaseMs }),
    removals: new MemoryRemovals(),
    jobs: new MemoryJobs({ now }),
    tallies: new MemoryTallies({ now, leaseMs }),
    buckets: new MemoryBucketStore({ now, newEpoch: () => 'e1' }),
  }
  const watched: RoomServiceDeps['log'] = {
    partitions: PARTITIONS,
    async append(partition, entry) {
      if (outage.fault) throw outage.fault
      entries.push([partition, entry])
      return log.append(partition, entry)
    },
  }
  for (const [id, connections] of edges) await bringUp(ports.edges, id, connections)
  const ordered: Order[] = []
  const end = await ports.orders.receive('e1' as EdgeId, async order => void ordered.push(order))

  const app = makeServer({ log: pino({ level: 'silent' }) })
  const append = appendTo(
    watched,
    ({ room, kind }) => homePartition(laneOf(room, kind), PARTITIONS),
    { mostInFlight: 1_000, appended: () => {}, now },
  )
  await roomServiceRole(app, {
    ...ports,
    places: new Places(ports.edges, now, options.gray?.label ?? ''),
    log: watched,
    tickets: makeTickets({ key: TICKET_KEY, ttlMs: TTL_MS }),
    steps: uplinkSteps(append),
    now,
    random: Math.random,
    count: () => {},
    budgeted: () => {},
    joined: () => {},
    unconfirmed: () => {},
    fault: () => {},
    options: {
      applicationKey: APPLICATION_KEY,
      guestsAllowed: true,
      openedBy: 'first-join',
      roomsPerGuest: 3,
      heartbeatMs: 10_000,
      budgetMs: BUDGET_MS,
      viewersPerEdge: 100,
      joinsPerSecond: 1_000,
      gray: { label: '', percent: 0 },
      confirmEdges: false,
      broadcasts: { perMinute: 2, spreadMs: 5_000 },
      crowd: { above: 0, url: '', againMs: 60_000, frameBytes: 4_096 },
      ...options,
    },
  })
  await ports.lanes.exchange('w1' as WorkerId, LANES)
  await adminRole(app, {
    ...{ ...ports, log: watched, operatorKey: OPERATOR_KEY, now, random: Math.random },
    options: { answerMs: ANSWER_MS, deletes: true },
  })
  await app.ready()
  return {
    app,
    ...ports,
    clock,
    entries,
    ordered,
    deps: { ...ports, log: watched, now, random: Math.random },
    outage,
    async as(key, method, url, body) {
      const headers = key ? { authorization: `Bearer ${key}` } : {}
      const payload = body === undefined ? {} : { payload: body as object }
      const answer = await app.inject({ method, url, headers, ...payload })
      return { status: answer.statusCode, body: answer.json() }
    },
    async close() {
      await end()
      await app.close()
      await Promise.all([log.close(), ...Object.values(ports).map(port => port.close())])
    },
  }
}

/** An edge that takes viewers, with so many already. */
export async function bringUp(
  edges: Edges,
  id: string,
  connections = 0,
  more: Partial<EdgeReport> = {},
): Promise<void> {
  const report: EdgeReport = {
    id: id as EdgeId,
    instance: id,
    url: `ws://${id}`,
    region: '',
    labels: [],
    capacity: 1_000,
    isDraining: false,
    load: { connections, rooms: 0, bytesPerSecond: 0, loopDelayMs: 0 },
    ...more,
  }
  await edges.register(report)
  await edges.confirm(report)
}

/** What an ingest worker says of its lanes. */
const LANES = ['lobby', 'lobby2'].map(room => {
  const lane = laneOf(room as RoomId, 'danmaku')
  return { lane, partition: 0, lagMs: 700, waiting: 5, writers: 1, load: 0.5 }
})
