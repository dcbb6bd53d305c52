// Settings that are right one by one and wrong together. All of them are looked for, so that
// all are told at once.

import type { Mistake } from './mistake.ts'
import type { Config } from './schema.ts'

/** What one process does: everything, or one station. */
export type ServerRole = 'all' | 'room-service' | 'edge' | 'ingest' | 'replay'

type Driver =
  | 'log'
  | 'buckets'
  | 'lanes'
  | 'members'
  | 'notices'
  | 'orders'
  | 'settings'
  | 'edges'
  | 'archive'

/** What a role of its own must share with the others. */
const SHARED: Readonly<Record<ServerRole, readonly Driver[]>> = {
  all: [],
  'room-service': ['log', 'lanes', 'members', 'orders', 'settings', 'edges'],
  edge: ['log', 'buckets', 'lanes', 'members', 'notices', 'orders', 'settings', 'edges'],
  ingest: ['log', 'buckets', 'lanes', 'notices', 'orders', 'settings'],
  replay: ['log', 'orders', 'settings', 'archive'],
}

const LIVE = [
  'buckets',
  'lanes',
  'members',
  'notices',
  'orders',
  'settings',
  'edges',
  'jobs',
] as const
const REDIS_PORT = 6379
const SLOT_MS = 1_000
const WILDCARDS = ['0.0.0.0', '::']

export function contradictions(config: Config, role: ServerRole): Mistake[] {
  return [
    ...alone(config, role),
    ...keys(config),
    ...addresses(config),
    ...orders(config),
    ...steps(config),
    ...replicas(config),
    ...oneRedis(config),
    ...segments(config),
    ...ages(config),
  ]
}

function alone(config: Config, role: ServerRole): Mistake[] {
  return SHARED[role]
    .filter(driver => config[driver].url === 'memory:')
    .map(driver =>
      mistake(`${driver}.url`, 'memory:', `what other processes can reach: ${role} runs alone`),
    )
}

function keys({ mode, keys }: Config): Mistake[] {
  const missing = Object.entries(keys)
    .filter(([, key]) => mode === 'production' && key === '')
    .map(([name]) => mistake(`keys.${name}`, undefined, 'a secret: in production none is made up'))
  const given = Object.values(keys).filter(key => key !== '')
  if (new Set(given).size === given.length) return missing
  return [...missing, mistake('keys', undefined, 'three different secrets')]
}

function addresses({ host, port, admin, publicUrl }: Config): Mistake[] {
  const found: Mistake[] = []
  if (WILDCARDS.includes(host) && publicUrl === '')
    found.push(mistake('publicUrl', '', `the address viewers use: host is ${host}, which is none`))
  if (port !== 0 && port === admin.port)
    found.push(mistake('admin.port', port, 'another port than the public one'))
  return found
}

/** Pairs of which the first must be less than the second. */
function orders({ edge, ingest, buckets, log }: Config): Mistake[] {
  const [second, third, fourth] = ingest.engageMs
  const pairs: [string, number, string, number][] = [
    ['edge.bigRoomLeave', edge.bigRoomLeave, 'edge.bigRoomEnter', edge.bigRoomEnter],
    ['edge.heartbeatMs', edge.heartbeatMs, 'edge.silentMs', edge.silentMs],
    ['edge.sweepMs', edge.sweepMs, 'edge.silentMs', edge.silentMs],
    ['ingest.rewindMs', ingest.rewindMs, 'buckets.dedupeMs', buckets.dedupeMs],
    ['ingest.rewindMs', ingest.rewindMs, 'log.retentionMs', log.retentionMs],
    ['ingest.engageMs', second, 'ingest.engageMs', third],
    ['ingest.engageMs', third, 'ingest.engageMs', fourth],
  ]
  return pairs
    .filter(([, less, , more]) => less >= more)
    .map(([name, less, than, more]) => mistake(name, less, `less than ${than}, ${more}`))
}

/** A higher step engages no sooner than a lower one. */
function steps({ ladder }: Config): Mistake[] {
  const falls = (numbers: readonly number[]) =>
    numbers.some((number, step) => number < (numbers[step - 1] ?? 0))
  return (['loopDelayMs', 'bytesPerSecond', 'lagMs'] as const)
    .filter(measure => falls(ladder[measure]))
    .map(measure => mistake(`ladder.${measure}`, ladder[measure], 'none less than the one before'))
}

/** Slots are seconds; a segment is whole slots, and a long one whole short ones. */
function segments({ replay: { segmentMs, liveSegmentMs } }: Config): Mistake[] {
  if (liveSegmentMs % SLOT_MS !== 0)
    return [mistake('replay.liveSegmentMs', liveSegmentMs, 'whole seconds')]
  if (segmentMs % liveSegmentMs === 0) return []
  return [
    mistake('replay.segmentMs', segmentMs, `a multiple of replay.liveSegmentMs, ${liveSegmentMs}`),
  ]
}

function ages({ replay, moderation }: Config): Mistake[] {
  const { deleteAfterMs } = replay
  if (deleteAfterMs === 0) return []
  const found: Mistake[] = []
  if (deleteAfterMs < moderation.retentionMs)
    found.push(
      mistake(
        'replay.deleteAfterMs',
        deleteAfterMs,
        `no less than moderation.retentionMs, ${moderation.retentionMs}`,
      ),
    )
  if (deleteAfterMs <= replay.warmAfterMs)
    found.push(
      mistake(
        'replay.deleteAfterMs',
        deleteAfterMs,
        `more than replay.warmAfterMs, ${replay.warmAfterMs}`,
      ),
    )
  return found
}

function replicas({ buckets: { url, replicaUrl } }: Config): Mistake[] {
  const primaries = url.split(',').length
  if (replicaUrl === '' || (url !== 'memory:' && replicaUrl.split(',').length === primaries))
    return []
  return [mistake('buckets.replicaUrl', replicaUrl, 'one replica for each Redis of buckets.url')]
}

/** Live and past on one Redis, by whatever database or user: it has one thread for all. */
function oneRedis({ replay, ...config }: Config): Mistake[] {
  if (replay.url === 'memory:' || replay.sharesRedis) return []
  const live = LIVE.filter(name =>
    placesOf(config[name].url).some(at => at === placesOf(replay.url)[0]),
  )
  if (live.length === 0) return []
  const expected = `another Redis than that of ${live.map(name => `${name}.url`).join(', ')}, or replay.sharesRedis = true`
  return [mistake('replay.url', replay.url, expected)]
}

function placesOf(urls: string): string[] {
  return urls
    .split(',')
    .filter(url => /^rediss?[:+]/.test(url))
    .map(placeOf)
}

function placeOf(url: string): string {
  const host = url.replace(/^rediss?(\+cluster)?:\/\/([^/@]*@)?/, '').replace(/[/?].*$/, '')
  return /:[0-9]+$/.test(host) ? host : `${host}:${REDIS_PORT}`
}

function mistake(name: string, value: unknown, expected: string): Mistake {
  return { name, ...(value === undefined ? {} : { value }), expected, from: 'together' }
}
