// What a role stands on is looked at before it takes work: whatever is wrong is told at once,
// by the settings that name it, without passwords, and the process ends with 1.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { freePorts } from '../../deploy/services/ports.ts'
import { RedisServer } from '../fixtures/redis-server.ts'
import { until } from '../until.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const LIVE = ['BUCKETS', 'LANES', 'MEMBERS', 'NOTICES', 'ORDERS', 'SETTINGS', 'EDGES']

function over(t: TestContext, { redis, kafka }: { redis: string; kafka: string }) {
  return {
    ...Object.fromEntries(LIVE.map(name => [`BARRAGE_${name}_URL`, redis])),
    BARRAGE_LOG_URL: kafka,
    BARRAGE_PORT: '0',
    BARRAGE_DATA_FOLDER: scratchFolder(t),
  }
}

async function redisOf(t: TestContext, ...extra: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...extra)
  t.after(() => server.stop())
  return server
}

test('services that are not there are told all at once, without passwords', async t => {
  const [one = 0, two = 0, three = 0, four = 0] = await freePorts(4)
  const program = await Program.run(t, ['replay'], {
    BARRAGE_LOG_URL: `kafka://127.0.0.1:${one}`,
    BARRAGE_ARCHIVE_URL: `postgres://me:secret@127.0.0.1:${two}/barrage`,
    BARRAGE_REPLAY_URL: `redis://:secret@127.0.0.1:${three}`,
    BARRAGE_JOBS_URL: `redis://127.0.0.1:${four}`,
    BARRAGE_ORDERS_URL: `redis://127.0.0.1:${four}`,
    BARRAGE_SETTINGS_URL: `redis://127.0.0.1:${four}`,
    BARRAGE_PORT: '0',
    BARRAGE_DATA_FOLDER: scratchFolder(t),
  })
  const { err, code } = program
  assert.equal(code, 1)
  assert.match(err, /^barrage: what it stands on cannot be used:\n/)
  for (const line of [
    `log.url = kafka://127.0.0.1:${one}: Kafka cannot be reached: .*; expected a broker of Kafka`,
    `archive.url = postgres://me:\\*\\*\\*@127.0.0.1:${two}/barrage: .* nobody listens there.*; expected Postgres 14 or newer`,
    `replay.url = redis://:\\*\\*\\*@127.0.0.1:${three}: .*ECONNREFUSED.*; expected Redis 6.2`,
    `jobs.url, orders.url, settings.url = redis://127.0.0.1:${four}: .*; expected Redis 6.2 or newer`,
  ])
    assert.match(err, new RegExp(line))
  assert.doesNotMatch(err, /secret/)
  assert.doesNotMatch(err, CLUMSY)
})

test('a Redis that is a replica, or wants a password, is told for what it is', async t => {
  const [closed, free = 0] = [await redisOf(t, '--requirepass', 'x'), ...(await freePorts(1))]
  const replica = await redisOf(t, '--replicaof', '127.0.0.1', String(free))
  const kafka = `kafka://127.0.0.1:${free}`
  for (const [redis, says] of [
    [replica.url, /it is a replica; expected a primary, which takes writes/],
    [closed.url, /Redis wants a password: put it into the URL/],
  ] as const) {
    const { err, code } = await Program.run(t, ['edge'], over(t, { redis, kafka }))
    assert.match(err, says)
    assert.match(err, /buckets\.url, notices\.url, lanes\.url, members\.url.* = redis:/)
    assert.equal(code, 1)
  }
})

test('of several Redis each is looked at', async t => {
  const [redis, free = 0] = [await redisOf(t), ...(await freePorts(1))]
  const env = over(t, { redis: redis.url, kafka: `kafka://127.0.0.1:${free}` })
  const members = `${redis.url},redis://127.0.0.1:${free}`
  const { err, code } = await Program.run(t, ['edge'], { ...env, BARRAGE_MEMBERS_URL: members })
  const [wrong, well] = err
    .split('and this is well:\n')
    .map(part => part.split('\n').filter(line => line.includes('redis:')))
  assert.equal(wrong?.length, 1, err)
  assert.match(`${wrong}`, new RegExp(`^  members\\.url = redis://127\\.0\\.0\\.1:${free}: `))
  assert.equal(well?.length, 1, err)
  assert.match(`${well}`, /buckets\.url, .*members\.url.* = redis:.*: Redis \d+\.\d+\.\d+$/)
  assert.equal(code, 1)
})

test('something else at the address of a Redis is not waited for', async t => {
  const mute = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1')
  t.after(() => mute.close())
  await until(() => mute.listening)
  const { port } = mute.address() as { port: number }
  const redis = `redis://127.0.0.1:${port}`
  const env = over(t, { redis, kafka: `kafka://127.0.0.1:${port}` })
  const { err, code } = await Program.run(t, ['ingest'], env)
  assert.match(err, /= redis:.*did not answer within 2000 ms; expected Redis/)
  assert.match(err, /log\.url = kafka:.*; expected a broker/)
  assert.equal(code, 1)
})
