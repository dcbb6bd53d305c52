// Opens what stands behind each port. The scheme of a URL is the choice of the driver; what
// is not a known scheme was refused with the settings.

import type { Now } from '../clock.ts'
import { Endings } from '../endings.ts'
import type { Archive } from '../ports/archive.ts'
import type { ColdStore } from '../ports/cold-store.ts'
import type { MessageLog } from '../ports/message-log.ts'
import type { Settings } from '../ports/settings.ts'
import { type ColdOptions, openCold } from './open-cold.ts'
import { type LiveOptions, type LivePorts, openLive } from './open-live.ts'
import { type LogOptions, openLog } from './open-log.ts'
import { openSql, type SqlOptions } from './open-sql.ts'

export type Ports = LivePorts & {
  readonly log: MessageLog
  readonly settings: Settings
  readonly archive: Archive
  readonly cold: ColdStore
}

export type PortOptions = {
  readonly now: Now
  readonly log: LogOptions
  readonly live: LiveOptions
  readonly sql: SqlOptions
  readonly cold: ColdOptions
}

/** @throws Fault when what is needed from the start does not answer, or contradicts the settings */
export async function openPorts({ now, log, live, sql, cold }: PortOptions): Promise<Ports> {
  return {
    log: await openLog(log, now),
    ...openLive(live, now),
    ...openSql(sql, live.redis, now),
    cold: openCold(cold),
  }
}

/** The log last. Each is closed, whatever becomes of the others; throws the first failure. */
export async function closePorts(ports: Ports): Promise<void> {
  const { log, buckets, lanes, settings, members, edges, budgets, orders, removals, notices } =
    ports
  const endings = new Endings()
  for (const port of [log, buckets, lanes, settings, members, edges])
    endings.add(() => port.close())
  for (const port of [budgets, ports.tallies, orders, removals, notices])
    endings.add(() => port.close())
  for (const port of [ports.archive, ports.cold, ports.replayStore, ports.jobs])
    endings.add(() => port.close())
  await endings.end()
}
