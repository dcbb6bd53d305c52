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
const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100 }

test('a stream goes cold when it is old enough, and is deleted when its time is over', async t => {
  const { archive, cold, retirement, names, turn } = await opened(t, {
    coldAfterMs: DAY_MS,
    deleteAfterMs: 10 * DAY_MS,
  })
  await retirement.look()
  assert.deepEqual(await names(), ['seal'])
  turn(DAY_MS)
  await retirement.look()
  await until(async () => (await archive.outline(STREAM))?.tier === 'cold')
  assert.equal(
    (await archive.comments(STREAM, ALL)).length,
    1,
    'not dropped yet: somebody may read it',
  )
  assert.ok((await cold.list('')).length > 0)
  await until(async () => (await names()).includes('drop'))
  turn(9 * DAY_MS)
  await retirement.look()
  await until(async () => (await archive.outline(STREAM))?.tier === 'deleted')
  await until(async () => (await cold.list('')).length === 0)
  await retirement.look()
  assert.equal((await names()).filter(name => name === 'delete').length, 1)
})

test('never is never', async t => {
  const { retirement, names, turn } = await opened(t, { coldAfterMs: 0, deleteAfterMs: 0 })
  turn(1_000 * DAY_MS)
  await retirement.look()
  assert.deepEqual(await names(), ['seal'])
})

test('what several find due is one job; one that failed is made again later', async t => {
  const { archive, retirement, jobs, names, turn } = await opened(t, { coldAfterMs: DAY_MS })
  const real = archive.tiers.cool.bind(archive.tiers)
  archive.tiers.cool = () => Promise.reject(new Fault('archive-unavailable'))
  turn(DAY_MS)
  await Promise.all([retirement.look(), retirement.look()])
  await retirement.look()
  assert.equal((await names()).filter(name => name === 'cool').length, 1)
  await until(async () => {
    turn(10) // tried again after a pause
    const [job] = (await jobs.list({ offset: 0, limit: 9 })).filter(({ name }) => name === 'cool')
    return job?.state === 'failed'
  })
  archive.tiers.cool = real
  turn(DAY_MS)
  await retirement.look()
  await until(async () => (await archive.outline(STREAM))?.tier === 'cold')
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

async function opened(t: TestContext, over: Partial<RetirementSettings>) {
  let now = NOON + 600_000
  const clock = () => now
  const archive = new MemoryArchive({ mostRows: 1_000 })
  const cold = new MemoryColdStore()
  const jobs = new MemoryJobs({ now: clock, backoffMs: 1 })
  const troubles: unknown[] = []
  const settings = { coldAfterMs: 0, deleteAfterMs: 0, retentionMs: 0, ...over }
  const retirement = await Retirement.start({
    ...{ archive, cold, coldFiles: new ColdFiles(cold), jobs, settings },
    now: clock,
    random: Math.random,
    onTrouble: cause => troubles.push(cause),
  })
  t.after(() => retirement.close())
  await tell(archive, [{ ms: 1 }], { ends: ['opened', 'closed'] })
  const names = async () =>
    (await jobs.list({ offset: 0, limit: 99 })).map(({ name }) => name).reverse()
  const turn = (ms: number) => {
    now += ms
  }
  return { archive, cold, jobs, retirement, troubles, names, turn }
}
