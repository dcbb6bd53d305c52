import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryColdStore } from '../../engine/adapters/memory/cold-store.ts'
import { MemoryJobs } from '../../engine/adapters/memory/jobs.ts'
import { Fault } from '../../engine/fault.ts'
import type { ViewerId } from '../../engine/ids.ts'
import { ColdFiles } from '../../replay/cold-files.ts'
import { Retirement, type RetirementSettings } from '../../replay/retirement.ts'
import { NOON, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { tell } from './told.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100 }
const PAGE = { limit: 100 }

test('a stream goes cold when it is old enough, and is deleted when its time is over', async t => {
  const { goesCold, archive, cold, retirement, names, turn } = await opened(t, {
    coldAfterMs: DAY_MS,
    deleteAfterMs: 10 * DAY_MS,
  })
  await retirement.look()
  assert.deepEqual(await names(), ['seal'])
  await goesCold()
  assert.equal(
    (await archive.comments(STREAM, ALL)).length,
    1,
    'not dropped yet: somebody may read it',
  )
  assert.ok((await cold.list('')).length > 0)
  await retirement.look()
  assert.ok(!(await names()).includes('drop'))
  turn(MINUTE_MS + 1)
  await retirement.look()
  await until(async () => (await archive.tiers.rows(STREAM, PAGE)).length === 0)
  turn(9 * DAY_MS)
  await retirement.look()
  await until(async () => (await archive.outline(STREAM))?.tier === 'deleted')
  await until(async () => (await cold.list('')).length === 0)
  await retirement.look()
  assert.equal((await names()).filter(name => name === 'delete').length, 1)
})

test('what was to be dropped is, by whoever looks after a restart that lost the job', async t => {
  const { goesCold, archive, retirement, restarted, turn } = await opened(t, {
    coldAfterMs: DAY_MS,
  })
  await goesCold()
  await retirement.close()
  const { retirement: next, names } = await restarted()
  turn(2 * MINUTE_MS)
  await next.look()
  await until(async () => (await archive.tiers.rows(STREAM, PAGE)).length === 0)
  turn(DAY_MS)
  await next.look()
  assert.equal((await names()).filter(name => name === 'drop').length, 1)
})

test('what could not be dropped is when the files are back', async t => {
  const { goesCold, archive, cold, retirement, turn, failed } = await opened(t, {
    coldAfterMs: DAY_MS,
  })
  const { get } = cold
  await goesCold()
  cold.get = away
  turn(2 * MINUTE_MS)
  await retirement.look()
  await until(() => failed('drop'))
  cold.get = get
  turn(20 * MINUTE_MS)
  await retirement.look()
  await until(async () => (await archive.tiers.rows(STREAM, PAGE)).length === 0)
})

test('of a stream that is deleted nothing is left when the files are back', async t => {
  const { goesCold, cold, retirement, turn, failed } = await opened(t, {
    coldAfterMs: DAY_MS,
    deleteAfterMs: 5 * DAY_MS,
  })
  const { remove } = cold
  await goesCold()
  cold.remove = away
  turn(4 * DAY_MS)
  await retirement.look()
  await until(() => failed('delete'))
  cold.remove = remove
  turn(20 * MINUTE_MS)
  await retirement.look()
  await until(async () => (await cold.list('')).length === 0)
})

test('never is never', async t => {
  const { retirement, names, turn } = await opened(t, { coldAfterMs: 0, deleteAfterMs: 0 })
  turn(1_000 * DAY_MS)
  await retirement.look()
  assert.deepEqual(await names(), ['seal'])
})

test('what several find due is one job; one that failed is made again later', async t => {
  const { goesCold, archive, retirement, names, turn, failed } = await opened(t, {
    coldAfterMs: DAY_MS,
  })
  const real = archive.tiers.cool.bind(archive.tiers)
  archive.tiers.cool = () => Promise.reject(new Fault('archive-unavailable'))
  turn(DAY_MS)
  await Promise.all([retirement.look(), retirement.look()])
  await retirement.look()
  assert.equal((await names()).filter(name => name === 'cool').length, 1)
  await until(() => failed('cool'))
  archive.tiers.cool = real
  await goesCold()
})

test('what was hidden of somebody erased goes when the law lets go', async t => {
  const { archive, retirement, turn } = await opened(t, { retentionMs: 5 * DAY_MS })
  const person = 'ann' as ViewerId
  await archive.takebacks.erase({ act: 'e', person, until: NOON + DAY_MS, deletes: false })
  const kept = async () => (await archive.tiers.rows(STREAM, { limit: 9 })).length
  await retirement.look()
  assert.equal(await kept(), 1)
  turn(6 * DAY_MS)
  await retirement.look()
  assert.equal(await kept(), 0)
})

test('what was hidden of somebody erased goes out of cold files too when the law lets go', async t => {
  const { goesCold, archive, cold, retirement, turn } = await opened(t, {
    coldAfterMs: DAY_MS,
    retentionMs: 5 * DAY_MS,
  })
  const person = 'ann' as ViewerId
  await archive.takebacks.erase({ act: 'e', person, until: NOON + DAY_MS, deletes: false })
  const inFiles = async () => {
    let rows = 0
    for await (const page of new ColdFiles(cold).rows((await archive.tiers.files(STREAM)) ?? ''))
      rows += page.length
    return rows
  }
  await goesCold()
  turn(2 * DAY_MS)
  await retirement.look()
  assert.equal(await inFiles(), 1)
  turn(3 * DAY_MS)
  await retirement.look() // finds that its time is over
  turn(MINUTE_MS)
  await retirement.look()
  await until(async () => (await inFiles()) === 0)
  turn(2 * MINUTE_MS)
  await retirement.look()
  const files = async () => new Set((await cold.list('')).map(name => name.split('/')[1]))
  await until(async () => (await files()).size === 1)
})

test('an archive that is away is looked at the next time', async t => {
  const { archive, retirement, troubles } = await opened(t, {})
  const real = archive.tiers.unsealed.bind(archive.tiers)
  archive.tiers.unsealed = () => Promise.reject(new Fault('archive-unavailable'))
  await retirement.look()
  assert.equal(troubles.length, 1)
  archive.tiers.unsealed = real
  await retirement.look()
  assert.equal(troubles.length, 1)
})

const away = () => Promise.reject(new Fault('cold-unavailable'))

async function opened(t: TestContext, over: Partial<RetirementSettings>) {
  let now = NOON + 600_000
  const clock = () => now
  const archive = new MemoryArchive({ mostRows: 1_000 })
  const cold = new MemoryColdStore()
  const troubles: unknown[] = []
  const settings = { coldAfterMs: 0, deleteAfterMs: 0, retentionMs: 0, ...over }
  const turn = (ms: number) => {
    now += ms
  }
  /** A process over the same archive and files, whose jobs are its own. */
  const restarted = async () => {
    const jobs = new MemoryJobs({ now: clock, backoffMs: 1 })
    const retirement = await Retirement.start({
      ...{ archive, cold, coldFiles: new ColdFiles(cold), jobs, settings },
      now: clock,
      random: Math.random,
      onTrouble: cause => troubles.push(cause),
    })
    t.after(() => retirement.close())
    const listed = () => jobs.list({ offset: 0, limit: 99 })
    const names = async () => (await listed()).map(({ name }) => name).reverse()
    const failed = async (name: string) => {
      turn(10) // tried again after a pause
      return (await listed()).find(job => job.name === name)?.state === 'failed'
    }
    return { retirement, names, failed }
  }
  await tell(archive, [{ ms: 1 }], { ends: ['opened', 'closed'] })
  const first = await restarted()
  /** A day later. */
  const goesCold = async () => {
    turn(DAY_MS)
    await first.retirement.look()
    await until(async () => (await archive.outline(STREAM))?.tier === 'cold')
  }
  return { ...first, restarted, goesCold, archive, cold, troubles, turn }
}
