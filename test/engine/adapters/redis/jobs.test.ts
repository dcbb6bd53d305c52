import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisJobs, type RedisJobsOptions } from '../../../../engine/adapters/redis/jobs.ts'
import { Fault } from '../../../../engine/fault.ts'
import type { Job } from '../../../../engine/ports/jobs.ts'
import { jobsContract } from '../../../contracts/jobs.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const redis = sharedRedis()
const ALL = { offset: 0, limit: 100 }

jobsContract('redis', async options => jobsWith(options))

test('a job added by one process is done by another, and whatever its id', async t => {
  const prefix = redis.newPrefix()
  const [one, other] = [jobsWith({ prefix }), jobsWith({ prefix })]
  t.after(async () => {
    await one.close()
    await other.close()
  })
  const done: string[] = []
  await other.work('close', async ({ id }) => void done.push(id))
  for (const id of ['7', 'room:lobby/stream', '结束']) await one.add(job(id))
  await until(() => done.length === 3)
  assert.deepEqual(new Set(done), new Set(['7', 'room:lobby/stream', '结束']))
  assert.equal((await one.list(ALL)).length, 3)
})

test('of the jobs that ended, the newest are remembered and listed', async t => {
  const jobs = jobsWith({ keepEnded: 2 })
  t.after(() => jobs.close())
  const done: string[] = []
  await jobs.work('close', async ({ id }) => void done.push(id))
  for (const id of ['a', 'b', 'c', 'd']) {
    const before = Date.now()
    await jobs.add(job(id))
    await until(() => done.includes(id) && Date.now() > before)
  }
  const ids = await until(async () => {
    const listed = await jobs.list({ offset: 0, limit: 2 })
    return listed.every(({ state }) => state === 'done') && listed.map(({ id }) => id)
  })
  assert.deepEqual(ids, ['d', 'c'])
})

test('jobs outlive a kill of Redis; while it is away they are refused soon', async t => {
  const server = await RedisServer.start()
  const jobs = jobsWith({ url: server.url, timeoutMs: 300 })
  t.after(async () => {
    await jobs.close()
    await server.stop()
  })
  const done: string[] = []
  await jobs.add(job('a', { due: Date.now() + 500 }))
  await jobs.work('close', async ({ id }) => void done.push(id))
  await until(async () => /aof_pending_bio_fsync:0/.test(`${await server.command('INFO')}`))
  await server.kill()
  await assert.rejects(
    jobs.add(job('b')),
    (failure: unknown) => failure instanceof Fault && failure.code === 'store-unavailable',
  )
  await server.restart()
  await until(() => done.includes('a'))
  await until(() =>
    jobs.add(job('c')).then(
      () => true,
      () => false,
    ),
  )
  await until(() => done.includes('c'))
})

function jobsWith(options: Partial<RedisJobsOptions> = {}): RedisJobs {
  return new RedisJobs({ url: redis.url, prefix: redis.newPrefix(), now: Date.now, ...options })
}

function job(id: string, over: Partial<Job> = {}): Job {
  return { id, name: 'close', payload: {}, due: 0, ...over }
}
