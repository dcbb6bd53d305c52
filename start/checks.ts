// Before a role takes work: is what it stands on there, and new enough? Everything that is not
// is told at once, by the settings that name it, without passwords. What is only starting up
// has a few seconds; then the process ends, so that whoever started it knows.

import { setTimeout as pause } from 'node:timers/promises'
import type { ServerRole } from '../config/contradictions.ts'
import { masked } from '../config/masked.ts'
import type { Config } from '../config/schema.ts'
import { lookAtKafka } from '../engine/adapters/kafka/look.ts'
import { placesIn } from '../engine/adapters/open-log.ts'
import { lookAtPostgres } from '../engine/adapters/postgres/look.ts'
import { lookAtRedis } from '../engine/adapters/redis/look.ts'
import { Fault } from '../engine/fault.ts'
import type { Log } from '../http/log.ts'
import { AGAIN_MS, PATIENCE_MS } from './patiently.ts'

/** One answer of a service that is well takes milliseconds. */
const LOOK_MS = 2_000

const LIVE = ['lanes', 'members', 'orders', 'settings', 'edges'] as const
const NEEDS = {
  'room-service': ['log', 'jobs', ...LIVE],
  edge: ['log', 'buckets', 'notices', ...LIVE],
  ingest: ['log', 'buckets', 'notices', 'orders', 'lanes', 'settings'],
  replay: ['log', 'archive', 'replay', 'jobs', 'orders', 'settings'],
  all: ['log', 'buckets', 'notices', ...LIVE, 'archive', 'replay', 'jobs'],
} as const satisfies Record<ServerRole, readonly (keyof Config)[]>

/** An address, and the settings that name it. */
type Place = { readonly url: string; readonly names: readonly string[] }
/** What stands there, in words; or what is wrong with it, and what was expected. */
type Found = { readonly seen: string } | { readonly wrong: string; readonly expected: string }
type Looked = { readonly place: Place; readonly found: Found }

/** @throws Fault `not-there` with everything that is wrong, and what is not */
export async function checkPorts(config: Config, role: ServerRole, log: Log): Promise<void> {
  const looked = await Promise.all(placesOf(config, role).map(patientLook))
  const wrong = looked.filter(({ found }) => 'wrong' in found)
  if (wrong.length > 0) {
    const well = looked.filter(({ found }) => 'seen' in found).map(told)
    const rest = well.length > 0 ? ['and this is well:', ...well] : []
    const lines = ['what it stands on cannot be used:', ...wrong.map(told), ...rest]
    throw new Fault('not-there', lines.join('\n'))
  }
  const seen = looked.map(({ place: { url, names }, found }) => {
    return { at: masked(url), for: names, what: wordsFor(found) }
  })
  if (seen.length > 0) log.info({ seen }, 'what it stands on answers')
}

function placesOf(config: Config, role: ServerRole): Place[] {
  const byUrl = new Map<string, string[]>()
  const add = (name: string, urls: string) => {
    for (const url of urls.startsWith('kafka:') ? [urls] : urls.split(','))
      if (url.includes('//')) byUrl.set(url, [...(byUrl.get(url) ?? []), name])
  }
  for (const need of NEEDS[role]) add(`${need}.url`, config[need].url)
  if (role === 'edge' || role === 'all') add('buckets.replicaUrl', config.buckets.replicaUrl)
  return [...byUrl].map(([url, names]) => ({ url, names }))
}

function told({ place: { url, names }, found }: Looked): string {
  return `  ${names.join(', ')} = ${masked(url)}: ${wordsFor(found)}`
}

function wordsFor(found: Found): string {
  return 'seen' in found ? found.seen : `${found.wrong}; expected ${found.expected}`
}

/** What is wrong may be that it is just starting: it is looked at again. */
async function patientLook(place: Place): Promise<Looked> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await look(place)
    if ('seen' in found || performance.now() > deadline) return { place, found }
    await pause(AGAIN_MS)
  }
}

function look(place: Place): Promise<Found> {
  const [scheme] = place.url.split(':', 1)
  if (scheme === 'kafka') return lookAtLog(place)
  return scheme?.startsWith('redis') ? lookAtStore(place) : lookAtDatabase(place)
}

async function lookAtStore({ url, names }: Place): Promise<Found> {
  const expected = 'Redis 6.2 or newer'
  try {
    const { version, isReplica } = await lookAtRedis(url, LOOK_MS)
    if (isOlder(version, 6, 2)) return { wrong: `it is Redis ${version}`, expected }
    if (isReplica && names.some(name => name !== 'buckets.replicaUrl'))
      return { wrong: 'it is a replica', expected: 'a primary, which takes writes' }
    return { seen: `Redis ${version}` }
  } catch (failure) {
    return { wrong: wordsOf(failure), expected }
  }
}

async function lookAtDatabase({ url }: Place): Promise<Found> {
  const expected = 'Postgres 14 or newer'
  try {
    const version = await lookAtPostgres(url, LOOK_MS)
    if (isOlder(version, 14, 0)) return { wrong: `it is Postgres ${version}`, expected }
    return { seen: `Postgres ${version}` }
  } catch (failure) {
    return { wrong: wordsOf(failure), expected }
  }
}

async function lookAtLog({ url }: Place): Promise<Found> {
  try {
    const brokers = await lookAtKafka(placesIn(url).brokers, LOOK_MS)
    return { seen: `Kafka, ${brokers} broker${brokers === 1 ? '' : 's'}` }
  } catch (failure) {
    return { wrong: wordsOf(failure), expected: 'a broker of Kafka 2.8 or newer' }
  }
}

function isOlder(version: string, major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number)
  return itsMajor < major || (itsMajor === major && itsMinor < minor)
}

function wordsOf(failure: unknown): string {
  if (failure instanceof Fault) return masked(failure.message)
  throw failure
}
