// Who a cluster on one machine is made of: two room services, three edges, two ingest workers,
// two replay processes, each a `barrage <role>` with ports of its own, over the same services.

import { fileURLToPath } from 'node:url'
import { SETTINGS } from '../../config/schema.ts'
import { LOOPBACK, type ServiceName } from '../services/service.ts'
import type { Member } from './member.ts'

/**
 * MB for what lives as long as a message is on its way: with V8's 16 MB it is copied again and
 * again while it waits for Kafka, a fifth of an edge's CPU under load (`make bench-speaking`).
 */
const YOUNG = '--max-semi-space-size=64'
const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url))

/** In the order of starting; they end in reverse, so viewers are sent away first. */
export const CREW = [
  { role: 'ingest', setting: 'ingest', count: 2 },
  { role: 'replay', setting: 'replay', count: 2 },
  { role: 'room-service', setting: 'roomService', count: 2 },
  { role: 'edge', setting: 'edge', count: 3 },
] as const
export type Role = (typeof CREW)[number]['role']

/** Where each member listens, by its name; `admin-1`, `admin-2`: the room services' second port. */
export type Places = ReadonlyMap<string, number>
export type ServiceUrls = Readonly<Record<ServiceName, string>>
type Env = Readonly<Record<string, string | undefined>>

export type Crew = {
  readonly places: Places
  readonly urls: ServiceUrls
  /** Where the keys are that all share. */
  readonly folder: string
  /** Further settings, for all of them. */
  readonly env: Env
}

/** Every name that needs a port, with the setting that gives the first of its kind. */
export function placesNeeded(): { name: string; setting: string; nth: number }[] {
  return CREW.flatMap(({ role, setting, count }) =>
    Array.from({ length: count }, (_, nth) => [
      { name: nameOf(role, nth), setting, nth },
      ...(role === 'room-service' ? [{ name: `admin-${nth + 1}`, setting: 'admin', nth }] : []),
    ]).flat(),
  )
}

export function crewMembers(crew: Crew): Member[] {
  return CREW.flatMap(({ role, count }) =>
    Array.from({ length: count }, (_, nth) => crewMember(role, nth, crew)),
  )
}

export function nameOf(role: Role, nth: number): string {
  return `${role}-${nth + 1}`
}

function crewMember(role: Role, nth: number, { places, urls, folder, env }: Crew): Member {
  const name = nameOf(role, nth)
  const port = places.get(name) as number
  const admin = places.get(`admin-${nth + 1}`)
  return {
    name,
    role,
    port,
    file: process.execPath,
    args: [YOUNG, MAIN, role],
    env: {
      ...env,
      ...driversOver(urls),
      BARRAGE_DATA_FOLDER: folder,
      BARRAGE_HOST: LOOPBACK,
      ...listeningOn(port),
      ...(role === 'room-service' && { BARRAGE_ADMIN_PORT: String(admin) }),
    },
    ready: readyAt(port),
  }
}

/** Another of its kind. */
export function memberLike(
  member: Member,
  { name, port, env }: Pick<Member, 'name' | 'port' | 'env'>,
): Member {
  const settings = { ...member.env, ...listeningOn(port), ...env }
  return { ...member, name, port, env: settings, ready: readyAt(port) }
}

function listeningOn(port: number): Env {
  return { BARRAGE_PORT: String(port), BARRAGE_PUBLIC_URL: `ws://${LOOPBACK}:${port}` }
}

function readyAt(port: number): string {
  return `http://${LOOPBACK}:${port}/health/ready`
}

/**
 * What stands behind each port: whatever may be in memory is shared over the live Redis, but
 * for what must not be lost with it, such as which stream is on.
 */
function driversOver({ redisLive, redisReplay, kafka, postgres }: ServiceUrls): Env {
  const own: Readonly<Record<string, string>> = {
    'log.url': kafka,
    'archive.url': postgres,
    'settings.url': postgres,
    'replay.url': redisReplay,
    'cold.url': 'folder:',
  }
  const drivers = [...SETTINGS.values()].filter(({ name }) => name.endsWith('.url'))
  return Object.fromEntries(drivers.map(({ name, variable }) => [variable, own[name] ?? redisLive]))
}
