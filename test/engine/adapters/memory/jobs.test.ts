import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryJobs } from '../../../../engine/adapters/memory/jobs.ts'
import type { Job } from '../../../../engine/ports/jobs.ts'
import { jobsContract } from '../../../contracts/jobs.ts'
import { NOON } from '../../../fixtures/message.ts'
import { until } from '../../../until.ts'

jobsContract('memory', async options => new MemoryJobs({ ...options, now: Date.now }))

test('a job far ahead is done when the clock gets there, the earliest due first', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOON })
  const jobs = new MemoryJobs({ now: Date.now })
  const done: string[] = []
  await jobs.add(job('in a month', NOON + 30 * 86_400_000))
  await jobs.add(job('in an hour', NOON + 3_600_000))
  await jobs.work('close', async ({ id }) => void done.push(id))
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms)
    for (let n = 0; n < 8; n++) await new Promise(resolve => setImmediate(resolve))
    return [...done]
  }
  assert.deepEqual(await pass(0), [])
  assert.deepEqual(await pass(3_600_000), ['in an hour'])
  // A month is longer than one timer holds: it rests twice.
  assert.deepEqual(await pass(25 * 86_400_000), ['in an hour'])
  assert.deepEqual(await pass(5 * 86_400_000), ['in an hour', 'in a month'])
  await jobs.close()
})

test('of the jobs that ended, the newest are remembered', async () => {
  const jobs = new MemoryJobs({ now: Date.now, keepEnded: 2 })
  const done: string[] = []
  await jobs.work('close', async ({ id }) => void done.push(id))
  for (const id of ['a', 'b', 'c']) await jobs.add(job(id, 0))
  await until(() => done.length === 3)
  const known = (await jobs.list({ offset: 0, limit: 10 })).map(({ id }) => id)
  assert.deepEqual(known, ['c', 'b'])
  await jobs.close()
})

function job(id: string, due: number): Job {
  return { id, name: 'close', payload: {}, due }
}
