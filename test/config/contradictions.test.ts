import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServerRole } from '../../config/contradictions.ts'
import { loadConfig } from '../../config/load.ts'

const key = (letter: string) => letter.repeat(32)

const TABLE: [what: string, role: ServerRole, env: Record<string, string>, named: string[]][] = [
  ['the defaults, all in one', 'all', {}, []],
  [
    'production without keys',
    'all',
    { BARRAGE_MODE: 'production' },
    ['keys.ticket', 'keys.application', 'keys.operator'],
  ],
  [
    'one secret for two doors',
    'all',
    { BARRAGE_KEYS_TICKET: key('x'), BARRAGE_KEYS_OPERATOR: key('x') },
    ['keys'],
  ],
  [
    'an ingest worker alone on memory',
    'ingest',
    {},
    ['log.url', 'buckets.url', 'lanes.url', 'notices.url', 'orders.url', 'settings.url'],
  ],
  [
    'an edge alone on memory',
    'edge',
    {},
    [
      'log.url',
      'buckets.url',
      'lanes.url',
      'members.url',
      'notices.url',
      'orders.url',
      'settings.url',
      'edges.url',
    ],
  ],
  ['a host that is no address', 'all', { BARRAGE_HOST: '0.0.0.0' }, ['publicUrl']],
  [
    'a host that is no address, with one that is',
    'all',
    { BARRAGE_HOST: '0.0.0.0', BARRAGE_PUBLIC_URL: 'ws://live.example' },
    [],
  ],
  [
    'replicas for some of the buckets',
    'all',
    {
      BARRAGE_BUCKETS_URL: 'redis://a,redis://b',
      BARRAGE_BUCKETS_REPLICA_URL: 'redis://c',
    },
    ['buckets.replicaUrl'],
  ],
  [
    'one Redis for rooms and for replay',
    'all',
    { BARRAGE_BUCKETS_URL: 'redis://a,redis://b', BARRAGE_REPLAY_URL: 'redis://u:p@b:6379/2' },
    ['replay.url'],
  ],
  [
    'one Redis of several for members and for replay',
    'all',
    { BARRAGE_MEMBERS_URL: 'redis://a,redis://b', BARRAGE_REPLAY_URL: 'redis://b' },
    ['replay.url'],
  ],
  [
    'one Redis for rooms and for replay, and it is meant',
    'all',
    {
      BARRAGE_BUCKETS_URL: 'redis://a',
      BARRAGE_REPLAY_URL: 'redis://a/1',
      BARRAGE_REPLAY_SHARES_REDIS: 'true',
    },
    [],
  ],
  [
    'a Redis each',
    'all',
    { BARRAGE_JOBS_URL: 'redis://a:6380', BARRAGE_REPLAY_URL: 'redis://a' },
    [],
  ],
  ['both servers on one port', 'all', { BARRAGE_ADMIN_PORT: '8080' }, ['admin.port']],
  ['both servers on any port', 'all', { BARRAGE_ADMIN_PORT: '0', BARRAGE_PORT: '0' }, []],
  [
    'no gap between big and small',
    'all',
    { BARRAGE_EDGE_BIG_ROOM_LEAVE: '200' },
    ['edge.bigRoomLeave'],
  ],
  [
    'gears that engage in no order',
    'all',
    { BARRAGE_INGEST_ENGAGE_MS: '5,5,9' },
    ['ingest.engageMs'],
  ],
  [
    'steps of the ladder that engage in no order',
    'all',
    { BARRAGE_LADDER_LAG_MS: '1,2,3,4,5,4', BARRAGE_LADDER_LOOP_DELAY_MS: '5,5,5,5,5,5' },
    ['ladder.lagMs'],
  ],
  [
    'reading back beyond what is known',
    'all',
    { BARRAGE_BUCKETS_DEDUPE_MS: '1000' },
    ['ingest.rewindMs'],
  ],
  [
    'several at once',
    'all',
    { BARRAGE_EDGE_SILENT_MS: '500', BARRAGE_ADMIN_PORT: '8080' },
    ['admin.port', 'edge.heartbeatMs', 'edge.sweepMs'],
  ],
]

for (const [what, role, env, named] of TABLE) {
  test(`${what}: ${named.join(', ') || 'fine'}`, () => {
    const loaded = loadConfig({ role, env })
    const found = 'mistakes' in loaded ? loaded.mistakes.map(({ name }) => name) : []
    assert.deepEqual(found, named)
  })
}
