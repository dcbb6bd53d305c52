// Everything in one process: opens the ports, starts the roles in the order a message meets
// them, and ends them in reverse. The command line (main.ts) and the tests start it from
// here.

import { randomBytes, randomInt } from 'node:crypto'
import type { Config } from './config/schema.ts'
import { type EdgeCounts, newEdgeCounts, tally } from './edge/counts.ts'
import { Edge } from './edge/edge.ts'
import { registerEdgeMetrics } from './edge/metrics.ts'
import { edgeRole } from './edge/role.ts'
import { claimDataFolder } from './engine/adapters/data-folder.ts'
import { closePorts, openPorts, type Ports } from './engine/adapters/open.ts'
import type { Now } from './engine/clock.ts'
import { Endings } from './engine/endings.ts'
import type { EdgeId } from './engine/ids.ts'
import { IngestWorker } from './engine/ingest/worker.ts'
import { homePartition, laneOf } from './engine/partition.ts'
import { ROOM_DEFAULTS } from './engine/room-defaults.ts'
import { appendTo } from './engine/uplink/append.ts'
import type { Step } from './engine/uplink/step.ts'
import { uplinkSteps } from './engine/uplink/steps.ts'
import { allowOtherPages } from './http/cors.ts'
import { registerHealth } from './http/health.ts'
import { type Keys, keysInForce } from './http/keys-on-disk.ts'
import { addressOf, listen } from './http/listen.ts'
import type { Log } from './http/log.ts'
import { type Metrics, makeMetrics, registerMetrics } from './http/metrics.ts'
import { registerOpenApi } from './http/openapi.ts'
import { servePage } from './http/page.ts'
import { makeServer, type Server } from './http/server.ts'
import { makeTickets } from './http/ticket.ts'
import { Archiver } from './replay/archiver.ts'
import { newReplayCounts, registerArchiverMetrics, registerReplayMetrics } from './replay/counts.ts'
import { EndOfStream } from './replay/end-of-stream.ts'
import { replayRole } from './replay/role.ts'
import { adminRole } from './room-service/admin-role.ts'
import { roomServiceRole } from './room-service/role.ts'
import { closeEveryStream } from './room-service/stream.ts'

const PUBLIC_API = {
  title: 'Barrage',
  description:
    'Rooms, what is said in them, and how they play again. The frames on the WebSocket are in docs/protocol.md.',
}
const ADMIN_API = {
  title: 'Barrage for operators',
  description:
    'Rooms as they run, and what may be changed about them. Everything wants the operator’s key.',
}
/** Where `make build` puts the page, beside the compiled code. */
const PAGE_FOLDER = new URL('web', import.meta.url).pathname

export type Barrage = {
  /** `http://127.0.0.1:8080`, without a slash. */
  readonly url: string
  readonly adminUrl: string
  readonly keys: Keys
  /** Ends everything, in reverse; the second call waits for the first. */
  readonly stop: () => Promise<void>
}

type Parts = {
  readonly config: Config
  readonly keys: Keys
  readonly ports: Ports
  readonly steps: readonly Step[]
  readonly counts: EdgeCounts
  readonly metrics: Metrics
  readonly log: Log
  readonly now: Now
  readonly endings: Endings
}

/**
 * Starts everything; what had been started is ended again when something fails.
 * @throws Fault `data-folder`, `bad-file`, `address-in-use`
 */
export async function startBarrage(config: Config, log: Log): Promise<Barrage> {
  const endings = new Endings()
  const stop = () => endings.end()
  try {
    const parts = prepare(config, log, endings)
    const ingest = await startIngest(parts)
    const end = await startArchive(parts)
    endings.add(() => closeEveryStream({ ...parts.ports, now: parts.now, random: secureRandom }))
    const edge = makeEdge(parts)
    const publicServer = await startPublic(parts, edge, end)
    const adminServer = await startAdmin(parts, edge, ingest)
    await edge.start(config.publicUrl || addressOf(publicServer, 'ws'))
    endings.add(() => edge.stop())
    const url = addressOf(publicServer, 'http')
    return { url, adminUrl: addressOf(adminServer, 'http'), keys: parts.keys, stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

function prepare(config: Config, log: Log, endings: Endings): Parts {
  const now = Date.now
  endings.add(claimDataFolder(config.data.folder))
  const keys = keysInForce(config.keys, config.data.folder)
  const ports = openPorts({
    now,
    log: config.log,
    buckets: config.buckets,
    leaseMs: config.edge.leaseMs,
    replayBytes: config.replay.cacheBytes,
    archive: { url: config.archive.url, folder: `${config.data.folder}/archive` },
  })
  endings.add(() => closePorts(ports))
  const metrics = makeMetrics()
  const append = appendTo(
    ports.log,
    ({ room, kind }) => homePartition(laneOf(room, kind), ports.log.partitions),
    {
      mostInFlight: config.uplink.mostInFlight,
      appended: metrics.histogram('append_ms', 'From the last uplink step to the log'),
      now,
    },
  )
  const steps = uplinkSteps(append)
  return { config, keys, ports, steps, counts: newEdgeCounts(), metrics, log, now, endings }
}

async function startIngest({ config, ports, metrics, log, now, endings }: Parts) {
  const count = metrics.counter('ingest', 'What became of records', 'event')
  const ingest = await IngestWorker.start({
    log: ports.log,
    store: ports.buckets,
    notices: ports.notices,
    settings: config.ingest,
    counts: { add: count },
    now,
    onGear: (lane, gear) => log.info({ lane, gear }, 'a lane shifted'),
    onPoison: ({ partition, offset }, err) =>
      log.error({ err, partition, offset }, 'a record cannot be handled'),
  })
  endings.add(() => ingest.close())
  return ingest
}

async function startArchive({ config, ports, metrics, log, now, endings }: Parts) {
  const end = await EndOfStream.start({
    ...ports,
    now,
    onSealed: (stream, missing) =>
      missing.length === 0
        ? log.info({ stream }, 'a stream is whole in the archive')
        : log.warn({ stream, missing }, 'a stream is not whole in the archive'),
  })
  endings.add(() => end.close())
  const archiver = await Archiver.start({
    ...ports,
    settings: config.archiver,
    now,
    onClosed: mark => end.closed(mark),
    onOutage: err => log.error({ err }, 'the archive does not answer; it is tried again'),
  })
  registerArchiverMetrics(metrics, archiver)
  endings.add(async () => {
    if (!(await archiver.drain(config.shutdownMs / 2))) {
      log.error('not all of the log could be archived: what is left ends with this process')
      await ports.archive.close() // or the archiver would wait for it
    }
    await archiver.close()
  })
  return end
}

function makeEdge({ config, ports, steps, counts, log, now }: Parts): Edge {
  const { bigRoomEnter, bigRoomLeave, ...edge } = config.edge
  return new Edge({
    ...ports,
    options: {
      ...edge,
      id: `edge-${randomBytes(4).toString('hex')}` as EdgeId,
      bigFrom: bigRoomEnter,
      smallBelow: bigRoomLeave,
      highPatienceMs: config.quota.highPatienceMs,
    },
    defaults: ROOM_DEFAULTS,
    steps,
    counts,
    now,
    fault: err => log.error({ err }, 'the edge could not do something'),
  })
}

async function startPublic(parts: Parts, edge: Edge, end: EndOfStream): Promise<Server> {
  const { config, keys, ports, steps, counts, metrics, log, now, endings } = parts
  const app = makeServer({ log })
  endings.add(() => app.close())
  const tickets = makeTickets({ key: keys.ticket, ttlMs: config.tickets.ttlMs })
  allowOtherPages(app)
  await registerOpenApi(app, PUBLIC_API)
  registerHealth(app, { edge: () => edge.accepting })
  registerMetrics(app, metrics)
  registerEdgeMetrics(metrics, edge, counts)
  await edgeRole(app, {
    edge,
    check: (ticket, room) => tickets.verify(ticket, { room, now: now() }),
  })
  await roomServiceRole(app, {
    ...ports,
    tickets,
    steps,
    now,
    random: secureRandom,
    count: (what, times) => tally(counts.screened, what, times),
    options: roomServiceOptions(config, keys),
  })
  const replayCounts = newReplayCounts()
  registerReplayMetrics(metrics, replayCounts)
  await replayRole(app, {
    ...ports,
    wholeness: stream => end.wholeness(stream),
    now,
    counts: replayCounts,
    settings: config.replay,
  })
  servePage(app, PAGE_FOLDER)
  await listen(app, config.host, config.port)
  return app
}

function roomServiceOptions({ guests, rooms, edge }: Config, keys: Keys) {
  return {
    applicationKey: keys.application,
    guestsAllowed: guests.allowed,
    openedBy: rooms.openedBy,
    roomsPerGuest: rooms.perGuest,
    heartbeatMs: edge.heartbeatMs,
  }
}

async function startAdmin(parts: Parts, edge: Edge, ingest: IngestWorker): Promise<Server> {
  const { config, keys, ports, metrics, log, endings } = parts
  const app = makeServer({ log })
  endings.add(() => app.close())
  await registerOpenApi(app, ADMIN_API)
  registerHealth(app, { edge: () => edge.accepting })
  registerMetrics(app, metrics)
  await adminRole(app, {
    ...ports,
    operatorKey: keys.operator,
    lanes: () => ingest.lanes(),
    shown: room => edge.rooms.get(room)?.room.totals,
  })
  await listen(app, config.admin.host, config.admin.port)
  return app
}

/** In [0, 1), and nobody can guess the next. */
function secureRandom(): number {
  return randomInt(2 ** 47) / 2 ** 47
}
