// What becomes of the buckets when their Redis is in trouble: a real one, each time.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { RedisBucketStore } from '../../../../engine/adapters/redis/bucket-store.ts'
import { type Cursor, START } from '../../../../engine/cursor.ts'
import { Fault } from '../../../../engine/fault.ts'
import { byPriority } from '../../../../engine/message.ts'
import { encoded, NOON, STREAM, streamOf } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { until } from '../../../until.ts'

const MANY = byPriority(() => 100_000)
const TIMEOUT_MS = 300
/** The map's promise: frames resume within 2 s of its return. */
const BACK_WITHIN_MS = 2_000

type After = { after(fn: () => Promise<void>): void }

describe('buckets whose Redis is in trouble', () => {
  test('killed and started again: a new epoch, nothing stored twice, what was lost is stored anew', async t => {
    const { server, store } = await opened(t)
    const messages = Array.from({ length: 50 }, (_, n) => encoded(`m${n}`))
    const { epoch } = await store.write(STREAM, messages)
    await until(async () => /aof_pending_bio_fsync:0/.test(`${await server.command('INFO')}`))
    await server.kill()
    await failsSoon(() => store.read(STREAM, START, MANY), /cannot be reached|broke the connection/)
    await server.restart()
    await back(() => store.read(STREAM, START, MANY))

    const survived = await store.read(STREAM, START, MANY)
    assert.notEqual(survived.epoch, epoch)
    const again = await store.write(STREAM, messages)
    assert.equal(again.epoch, survived.epoch)
    const { low } = await store.read(STREAM, START, MANY)
    assert.equal(low.last, 50)
    assert.equal(new Set(low.messages.map(({ id }) => id)).size, 50)
  })

  test('numbers lost with the last second before a kill are not given again in one epoch', async t => {
    const { server, store } = await opened(t)
    const { epoch } = await store.write(STREAM, [encoded('kept')])
    await server.command('BGREWRITEAOF')
    await until(async () => /aof_rewrite_in_progress:0/.test(`${await server.command('INFO')}`))
    // From here on nothing is written down, as if the disk had been too slow.
    await server.command('CONFIG', 'SET', 'appendonly', 'no')
    await store.write(STREAM, [encoded('lost')])
    const seen = await store.read(STREAM, START, MANY)
    assert.deepEqual([seen.epoch, seen.low.last], [epoch, 2])
    await server.kill()
    await server.restart()
    await back(() => store.read(STREAM, START, MANY))

    const { epoch: next, outcomes } = await store.write(STREAM, [encoded('another')])
    assert.notEqual(next, epoch)
    assert.deepEqual(outcomes, ['stored'])
    const cursor: Cursor = { epoch, whitelist: 0, high: 0, low: 2 }
    const { low } = await store.read(STREAM, cursor, MANY)
    assert.deepEqual(low.messages.map(({ wire }) => wire).includes('another'), true)
  })

  test('flushed in the middle: a new epoch, numbered from 1', async t => {
    const { server, store } = await opened(t)
    const { epoch } = await store.write(STREAM, [encoded('a'), encoded('b')])
    await server.command('FLUSHALL')
    assert.equal((await store.read(STREAM, START, MANY)).epoch, '')
    const after = await store.write(STREAM, [encoded('a')])
    assert.notEqual(after.epoch, epoch)
    assert.deepEqual(after.outcomes, ['stored'])
    assert.equal((await store.read(STREAM, START, MANY)).low.last, 1)
  })

  test('scripts flushed: loaded again', async t => {
    const { server, store } = await opened(t)
    const { epoch } = await store.write(STREAM, [encoded('a')])
    await server.command('SCRIPT', 'FLUSH')
    assert.equal((await store.write(STREAM, [encoded('b')])).epoch, epoch)
  })

  test('standing still: commands time out, later ones succeed, nothing hangs', async t => {
    const { server, store } = await opened(t)
    const { epoch } = await store.write(STREAM, [encoded('a')])
    server.pause()
    const stands = performance.now()
    while (performance.now() - stands < 3_000)
      await failsSoon(
        () => store.write(STREAM, [encoded('b')]),
        /did not answer|silent|not ready|broke/,
      )
    server.resume()
    await back(() => store.write(STREAM, [encoded('b')]))
    const reading = await store.read(STREAM, START, MANY)
    assert.deepEqual([reading.epoch, reading.low.last], [epoch, 2])
  })

  test('full: refused whole with a word, read all the same, and taken when there is room', async t => {
    const { server, store } = await opened(t)
    const { epoch } = await store.write(STREAM, [encoded('a')])
    await server.command('CONFIG', 'SET', 'maxmemory', 1)
    for (const stream of [STREAM, streamOf(1)])
      await failsSoon(
        () => store.write(stream, [encoded('b', { stream })]),
        /is full \(maxmemory\)/,
      )
    assert.equal((await store.read(STREAM, START, MANY)).low.last, 1)
    assert.equal((await store.read(streamOf(1), START, MANY)).epoch, '')
    await server.command('CONFIG', 'SET', 'maxmemory', 0)
    assert.deepEqual(await store.write(STREAM, [encoded('b')]), { epoch, outcomes: ['stored'] })
  })

  test('a replica: says that it takes no writes, and is written once it is a primary', async t => {
    const { server, store } = await opened(t)
    await store.write(STREAM, [encoded('a')])
    await server.command('CONFIG', 'SET', 'replica-serve-stale-data', 'yes')
    await server.command('REPLICAOF', '127.0.0.1', 1)
    await failsSoon(() => store.write(STREAM, [encoded('b')]), /is a replica that takes no writes/)
    await server.command('CONFIG', 'SET', 'replica-serve-stale-data', 'no')
    await failsSoon(
      () => store.write(STREAM, [encoded('b')]),
      /is a replica that has lost its primary/,
    )
    await server.command('REPLICAOF', 'NO', 'ONE')
    await back(() => store.write(STREAM, [encoded('b')]))
  })

  test('a primary that became a replica is dialled again, because its name may lead elsewhere', async t => {
    const { server, store } = await opened(t)
    await store.write(STREAM, [encoded('a')])
    const dialled = async () =>
      Number(
        /total_connections_received:(\d+)/.exec(`${await server.command('INFO', 'stats')}`)?.[1],
      )
    await server.command('REPLICAOF', '127.0.0.1', 1)
    const [before, from] = [await dialled(), performance.now()]
    let asked = 0
    while (performance.now() - from < 1_500) {
      await store.write(STREAM, [encoded('b')]).catch(() => asked++)
      await new Promise(resolve => setImmediate(resolve))
    }
    const again = (await dialled()) - before - 1 // the one that asks is one, too
    assert.ok(again >= 1 && again <= 3 && asked > 10, `${again} times for ${asked} writes`)
  })

  test('a password nobody gave: says so, and works when it is wanted no more', async t => {
    const { server, store } = await opened(t, '--requirepass', 'secret')
    await failsSoon(() => store.write(STREAM, [encoded('a')]), /wants a password/)
    await failsSoon(() => store.write(STREAM, [encoded('a')]), /wants a password/)
    await server.kill()
    await server.restart('--requirepass', '')
    await back(() => store.write(STREAM, [encoded('a')]))
  })

  test('loading its data: commands fail soon, and succeed when it has', async t => {
    const { server, store } = await opened(t)
    await server.command('DEBUG', 'POPULATE', 15_000)
    await server.command('BGREWRITEAOF')
    await until(async () => /aof_rewrite_in_progress:0/.test(`${await server.command('INFO')}`))
    await server.kill()
    await server.restart(
      '--key-load-delay',
      '50',
      '--loading-process-events-interval-bytes',
      '1024',
    )
    await failsSoon(() => store.write(STREAM, [encoded('a')]), /loading its data/)
    await back(() => store.write(STREAM, [encoded('a')]), 10_000)
  })

  test('never there: every command fails soon, also many at once', async t => {
    const { server, store } = await opened(t)
    await server.kill()
    const many = Array.from({ length: 200 }, () =>
      failsSoon(() => store.read(STREAM, START, MANY), /cannot be reached|broke the connection/),
    )
    await Promise.all(many)
  })
})

async function opened(t: After, ...args: readonly string[]) {
  const server = await RedisServer.start(...args)
  const store = new RedisBucketStore({
    urls: [server.url],
    timeoutMs: TIMEOUT_MS,
    now: () => NOON,
    newEpoch: () => randomBytes(6).toString('base64url'),
  })
  t.after(async () => {
    await store.close()
    await server.stop()
  })
  return { server, store }
}

async function failsSoon(command: () => Promise<unknown>, words: RegExp): Promise<void> {
  const from = performance.now()
  await assert.rejects(command(), (failure: unknown) => {
    assert.ok(failure instanceof Fault, String(failure))
    assert.equal(failure.code, 'store-unavailable')
    assert.match(failure.message, words)
    assert.match(failure.message, /^Redis at 127\.0\.0\.1:\d+ /)
    return true
  })
  const tookMs = performance.now() - from
  assert.ok(tookMs < 2 * TIMEOUT_MS + 200, `${tookMs} ms`)
}

function back(command: () => Promise<unknown>, withinMs = BACK_WITHIN_MS): Promise<unknown> {
  const works = () =>
    command().then(
      () => true,
      () => false,
    )
  return until(works, { withinMs, what: 'Redis is back' })
}
