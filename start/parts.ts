// What every role of a process is made of: the settings, the ports that they name, and what
// counts and logs. Ports connect when they are first asked, so a role costs only what it uses.

import { randomInt } from 'node:crypto'
import type { ServerRole } from '../config/contradictions.ts'
import type { Config } from '../config/schema.ts'
import { claimDataFolder } from '../engine/adapters/data-folder.ts'
import { closePorts, openPorts, type Ports } from '../engine/adapters/open.ts'
import type { Now } from '../engine/clock.ts'
import type { Endings } from '../engine/endings.ts'
import type { Fault } from '../engine/fault.ts'
import { Places } from '../engine/placement/places.ts'
import { appendTo } from '../engine/uplink/append.ts'
import { Routing } from '../engine/uplink/routing.ts'
import type { Step } from '../engine/uplink/step.ts'
import { uplinkSteps } from '../engine/uplink/steps.ts'
import { type Keys, keysInForce } from '../http/keys-on-disk.ts'
import type { Log } from '../http/log.ts'
import { type Count, type Metrics, makeMetrics } from '../http/metrics.ts'

export type Parts = {
  readonly config: Config
  readonly keys: Keys
  readonly ports: Ports
  /** Where rooms sit, as this process knows it. */
  readonly places: Places
  /** What a message climbs. Who takes no messages does not ask, and follows no gears. */
  readonly steps: () => readonly Step[]
  /** Told what the steps changed on a message's way up. */
  readonly screened: Count
  readonly metrics: Metrics
  readonly log: Log
  readonly now: Now
  readonly endings: Endings
  /** This process can do nothing useful any more: it is to end. */
  readonly fail: (fault: Fault) => void
}

/** @throws Fault `data-folder`, `bad-file`, `bad-config`, `log-unavailable` */
export async function prepare(
  config: Config,
  role: ServerRole,
  { log, endings, fail }: Pick<Parts, 'log' | 'endings' | 'fail'>,
): Promise<Parts> {
  const now = Date.now
  const metrics = makeMetrics()
  if (isEmbedded(config, role)) endings.add(claimDataFolder(config.data.folder))
  const keys = keysInForce(config.keys, config.data.folder)
  const ports = await openPorts({
    now,
    log: {
      ...config.log,
      mostWaiting: config.uplink.mostInFlight,
      rewindMs: config.ingest.rewindMs,
      count: metrics.counter('log', 'What became of records in the log itself', 'event'),
      onTrouble: (text, about) => log.warn(about, text),
    },
    live: {
      buckets: config.buckets,
      lanes: config.lanes,
      membersUrl: config.members.url,
      noticesUrl: config.notices.url,
      ordersUrl: config.orders.url,
      edgesUrl: config.edges.url,
      budgetMs: config.uplink.budgetMs,
      jobsUrl: config.jobs.url,
      replay: config.replay,
      redis: config.redis,
      leaseMs: config.edge.leaseMs,
    },
    sql: {
      archiveUrl: config.archive.url,
      settingsUrl: config.settings.url,
      folder: `${config.data.folder}/archive`,
      postgres: config.postgres,
    },
    cold: { ...config.cold, folder: config.data.folder },
  })
  endings.add(() => closePorts(ports))
  const screened = metrics.counter('screened', 'What was changed on the way up', 'rule')
  const places = new Places(ports.edges, now, config.rooms.grayLabel)
  const parts = { config, keys, ports, places, screened, metrics, log, now, endings, fail }
  let steps: readonly Step[] | undefined
  return {
    ...parts,
    steps: () => {
      steps ??= stepsOf(parts)
      return steps
    },
  }
}

/** What lives in this process or its folder has one owner; keys alone many may share. */
function isEmbedded({ archive, settings, log }: Config, role: ServerRole): boolean {
  const archives = role === 'all' || role === 'replay'
  const urls = [settings.url, ...(archives ? [archive.url] : [])]
  return urls.includes('pglite:') || log.url === 'memory:'
}

/** In [0, 1), and nobody can guess the next. */
export function secureRandom(): number {
  return randomInt(2 ** 47) / 2 ** 47
}

function stepsOf({ ports, config, metrics, endings }: Omit<Parts, 'steps'>): readonly Step[] {
  const routing = new Routing(ports.lanes, ports.log.partitions)
  endings.add(() => routing.close())
  const append = appendTo(ports.log, message => routing.partitionOf(message), {
    mostInFlight: config.uplink.mostInFlight,
    appended: metrics.histogram('append_ms', 'From the last uplink step to the log'),
    now: Date.now,
  })
  return uplinkSteps(append)
}
