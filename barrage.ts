// One process of Barrage: every role, or one of them. Opens the ports, starts the roles in
// the order a message meets them, and ends them in reverse. The command line (main.ts) and
// the tests start it from here; what each role is made of is in start/.

import type { ServerRole } from './config/contradictions.ts'
import type { Config } from './config/schema.ts'
import type { Edge } from './edge/edge.ts'
import { Endings } from './engine/endings.ts'
import { allowOtherPages } from './http/cors.ts'
import { type Check, registerHealth } from './http/health.ts'
import type { Keys } from './http/keys-on-disk.ts'
import { addressOf, listen } from './http/listen.ts'
import type { Log } from './http/log.ts'
import { registerMetrics } from './http/metrics.ts'
import { registerOpenApi } from './http/openapi.ts'
import { makeServer, type Server } from './http/server.ts'
import { closeEveryStream } from './room-service/stream.ts'
import { checkPorts } from './start/checks.ts'
import { serveEdge } from './start/edge.ts'
import { startIngest } from './start/ingest.ts'
import { type Parts, prepare, secureRandom } from './start/parts.ts'
import { patiently } from './start/patiently.ts'
import { type Past, serveReplay, startArchiver } from './start/replay.ts'
import { serveRoomService, startAdmin } from './start/room-service.ts'

const PUBLIC_API = {
  title: 'Barrage',
  description:
    'Rooms, what is said in them, and how they play again. The frames on the WebSocket are in docs/protocol.md.',
}

export type Barrage = {
  /** `http://127.0.0.1:8080`, without a slash. */
  readonly url: string
  /** Where operators come; empty in a process without the room service. */
  readonly adminUrl: string
  readonly keys: Keys
  /** Ends everything, in reverse; the second call waits for the first. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a role, or all of them; what had been started is ended again when something fails.
 * @param fail told when it can do nothing useful any more; it is to be stopped then
 * @throws Fault `not-there`, `data-folder`, `bad-file`, `bad-config`, `address-in-use`,
 *   `log-unavailable`, `edge-id-taken`
 */
export async function startBarrage(
  config: Config,
  log: Log,
  role: ServerRole = 'all',
  fail: Parts['fail'] = () => {},
): Promise<Barrage> {
  const endings = new Endings()
  const stop = () => endings.end()
  try {
    await checkPorts(config, role, log)
    return { ...(await start(await prepare(config, role, { log, endings, fail }), role)), stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

async function start(parts: Parts, role: ServerRole): Promise<Omit<Barrage, 'stop'>> {
  const does = (one: ServerRole) => role === 'all' || role === one
  if (does('ingest')) await startIngest(parts)
  const past = does('replay') ? await startArchiver(parts) : undefined
  if (does('room-service')) endStreamsWithTheirNumbers(parts)
  const { app, edge } = await servePublic(parts, does, past)
  const admin = does('room-service') ? await startAdmin(parts, views(parts, edge)) : undefined
  await takeViewers(parts, app, edge, does('room-service'))
  const url = addressOf(app, 'http')
  return { url, adminUrl: admin ? addressOf(admin, 'http') : '', keys: parts.keys }
}

async function servePublic(
  parts: Parts,
  does: (one: ServerRole) => boolean,
  past: Past | undefined,
): Promise<{ app: Server; edge: Edge | undefined }> {
  const { config, metrics, log, endings } = parts
  const app = makeServer({ log, requestMs: config.requestMs })
  endings.add(() => app.close())
  allowOtherPages(app)
  await registerOpenApi(app, PUBLIC_API)
  registerMetrics(app, metrics)
  const edge = does('edge') ? serveEdge(app, parts) : undefined
  const checks: Record<string, Check> = edge ? { edge: () => isReady(edge, parts) } : {}
  registerHealth(app, checks)
  if (does('room-service')) await serveRoomService(app, parts)
  if (past) await serveReplay(app, parts, past)
  await listen(app, config.host, config.port)
  return { app, edge }
}

/** @param isOurs whether the room service that sends viewers is this process too */
async function takeViewers(
  { config, ports, places, endings }: Parts,
  app: Server,
  edge: Edge | undefined,
  isOurs: boolean,
): Promise<void> {
  if (!edge) return
  await patiently(() => edge.start(config.publicUrl || addressOf(app, 'ws')))
  endings.add(() => edge.stop())
  if (!isOurs) return
  await ports.edges.confirm(edge.identity) // nobody need ask who we are
  await places.refresh()
}

/** Viewers are sent to it: it is up, and was found at its address. */
function isReady({ accepting, identity }: Edge, { places }: Parts): boolean {
  return accepting && places.heard?.byId.get(identity.id)?.state === 'serving'
}

/** Streams end with the process that holds their numbers, and the archive is told so. */
function endStreamsWithTheirNumbers({ config, ports, now, endings }: Parts): void {
  if (config.buckets.url !== 'memory:') return
  endings.add(() => closeEveryStream({ ...ports, now, random: secureRandom }))
}

/** What was stored, if the buckets are those that ingest writes. */
function views({ config, ports }: Parts, edge: Edge | undefined) {
  return { buckets: edge || config.buckets.url !== 'memory:' ? ports.buckets : undefined }
}
