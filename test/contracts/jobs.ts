// What every Jobs promises. Each adapter runs this one suite. Due times are of the real
// clock, because what waits for them may be another process.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Job, JobStatus, Jobs } from '../../engine/ports/jobs.ts'
import { Gate } from '../fixtures/gate.ts'
import { until } from '../until.ts'

export type JobsOptions = { readonly attempts: number; readonly backoffMs: number }
/** Opens jobs of which there are none. */
export type OpenJobs = (options: JobsOptions) => Promise<Jobs>

type After = { after(fn: () => Promise<void>): void }

const ALL = { offset: 0, limit: 100 }
const BACKOFF_MS = 20

export function jobsContract(name: string, open: OpenJobs): void {
  describe(`Jobs: ${name}`, () => {
    test('a job is done, whether it was added before the work began or after', async t => {
      const { jobs, work } = await opened(t)
      await jobs.add(job('a', { payload: { stream: 's1', n: 7 } }))
      const { done } = await work('close')
      await jobs.add(job('b'))
      await until(() => done.length === 2)
      assert.deepEqual(
        done.map(({ id, name, payload }) => ({ id, name, payload })),
        [
          { id: 'a', name: 'close', payload: { stream: 's1', n: 7 } },
          { id: 'b', name: 'close', payload: {} },
        ],
      )
      await until(async () => (await statusOf(jobs, 'b')).state === 'done')
      assert.equal((await statusOf(jobs, 'b')).attempts, 1)
    })

    test('a job waits until it is due, and others do not wait for it', async t => {
      const { jobs, work } = await opened(t)
      const times = new Map<string, number>()
      await work('close', async ({ id }) => void times.set(id, Date.now()))
      const due = Date.now() + 500
      await jobs.add(job('later', { due }))
      await jobs.add(job('now'))
      await until(() => times.has('now'))
      assert.ok(!times.has('later'))
      assert.equal((await statusOf(jobs, 'later')).state, 'waiting')
      await until(() => times.has('later'))
      assert.ok((times.get('later') as number) >= due)
    })

    test('a job that is due sooner does not wait for one that is due later', async t => {
      const { jobs, work } = await opened(t)
      const { done } = await work('close')
      await jobs.add(job('later', { due: Date.now() + 60_000 }))
      await jobs.add(job('first'))
      await until(() => done.length === 1)
      await jobs.add(job('second')) // the worker knows by now that nothing else is due
      await until(() => done.length === 2)
    })

    test('the same id is one job, also after it has ended', async t => {
      const { jobs, work } = await opened(t)
      await jobs.add(job('a'))
      await jobs.add(job('a'))
      const { done } = await work('close')
      await until(async () => (await statusOf(jobs, 'a')).state === 'done')
      await jobs.add(job('a'))
      await jobs.add(job('b'))
      await until(() => done.some(({ id }) => id === 'b'))
      assert.deepEqual(
        done.map(({ id }) => id),
        ['a', 'b'],
      )
      assert.equal((await jobs.list(ALL)).length, 2)
    })

    test('work that fails is tried again after a pause', async t => {
      const { jobs, work } = await opened(t)
      const times: number[] = []
      await work('close', async () => {
        times.push(performance.now())
        if (times.length < 3) throw new Error('not now')
      })
      await jobs.add(job('a'))
      await until(async () => (await statusOf(jobs, 'a')).state === 'done')
      assert.equal((await statusOf(jobs, 'a')).attempts, 3)
      const [first = 0, second = 0, third = 0] = times
      assert.ok(second - first >= BACKOFF_MS - 2, `${second - first} ms`) // timers round down
      assert.ok(third - second >= BACKOFF_MS - 2, `${third - second} ms`)
    })

    test('work that always fails has failed, and says why; the next job is done', async t => {
      const { jobs, work } = await opened(t)
      let tries = 0
      const { done } = await work('close', async ({ id }) => {
        if (id === 'b') return
        tries++
        throw new Error('no such stream')
      })
      await jobs.add(job('a'))
      await jobs.add(job('b'))
      await until(async () => (await statusOf(jobs, 'a')).state === 'failed')
      await until(() => done.some(({ id }) => id === 'b'))
      const { attempts, error } = await statusOf(jobs, 'a')
      assert.deepEqual([attempts, error, tries], [3, 'no such stream', 3])
    })

    test('one at a time', async t => {
      const { jobs, work } = await opened(t)
      let atOnce = 0
      let most = 0
      const { done } = await work('close', async () => {
        most = Math.max(most, ++atOnce)
        await new Promise(resolve => setImmediate(resolve))
        atOnce--
      })
      for (const id of ['a', 'b', 'c']) await jobs.add(job(id))
      await until(() => done.length === 3)
      assert.equal(most, 1)
    })

    test('work of one name leaves jobs of another alone', async t => {
      const { jobs, work } = await opened(t)
      await jobs.add(job('a', { name: 'other' }))
      const { done } = await work('close')
      await jobs.add(job('b'))
      await until(() => done.length === 1)
      assert.deepEqual([done[0]?.id, (await statusOf(jobs, 'a')).state], ['b', 'waiting'])
    })

    test('ending waits for the job under way, and none comes after it', async t => {
      const { jobs, work } = await opened(t)
      const gate = new Gate()
      const { given, done, end } = await work('close', () => gate.opened)
      await jobs.add(job('a'))
      await jobs.add(job('b'))
      await until(() => given.length === 1)
      const ended = end()
      gate.open()
      await ended
      assert.deepEqual([given.length, done.length], [1, 1])
      assert.equal((await statusOf(jobs, 'b')).state, 'waiting')
      const next = await work('close')
      await until(() => next.done.length === 1)
    })

    test('lists the newest first, in pages', async t => {
      const { jobs } = await opened(t)
      const due = Date.now() + 60_000
      for (const id of ['a', 'b', 'c', 'd']) {
        const before = Date.now()
        await jobs.add(job(id, { due }))
        await until(() => Date.now() > before) // told apart by when they were added
      }
      const ids = async (offset: number, limit: number) =>
        (await jobs.list({ offset, limit })).map(({ id }) => id)
      assert.deepEqual(await ids(0, 3), ['d', 'c', 'b'])
      assert.deepEqual(await ids(3, 3), ['a'])
    })
  })

  async function opened(t: After) {
    const jobs = await open({ attempts: 3, backoffMs: BACKOFF_MS })
    t.after(() => jobs.close())
    const work = async (name: string, act: (job: Job) => Promise<void> = async () => {}) => {
      const given: Job[] = []
      const done: Job[] = []
      const end = await jobs.work(name, async job => {
        given.push(job)
        await act(job)
        done.push(job)
      })
      return { given, done, end }
    }
    return { jobs, work }
  }
}

function job(id: string, over: Partial<Job> = {}): Job {
  return { id, name: 'close', payload: {}, due: 0, ...over }
}

async function statusOf(jobs: Jobs, id: string): Promise<JobStatus> {
  const found = (await jobs.list(ALL)).find(status => status.id === id)
  assert.ok(found, `no job ${id}`)
  return found
}
