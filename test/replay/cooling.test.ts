import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryColdStore } from '../../engine/adapters/memory/cold-store.ts'
import type { ViewerId } from '../../engine/ids.ts'
import type { Archive } from '../../engine/ports/archive.ts'
import type { ColdStore } from '../../engine/ports/cold-store.ts'
import { ColdFiles } from '../../replay/cold-files.ts'
import { type CoolingParts, cool, deleteStream, dropCooled } from '../../replay/cooling.ts'
import { Outlines } from '../../replay/outlines.ts'
import { wholePast } from '../../replay/past.ts'
import { gated, ReadGate } from '../../replay/read-gate.ts'
import { NOON, STREAM } from '../fixtures/message.ts'
import { takeBack, tell } from './told.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100_000 }
/** More than a chunk, so that there are several. */
const MANY = 5_000

test('a cold stream is told as it was, page by page, with what came later', async t => {
  const { archive, parts, past } = await opened(t)
  const before = await past.comments(STREAM, ALL)
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await archive.comments(STREAM, ALL), [])
  assert.deepEqual(await past.comments(STREAM, ALL), before)

  await tell(archive, [{ ms: 2_500, text: 'late' }])
  const all = await past.comments(STREAM, ALL)
  assert.equal(all.length, before.length + 1)
  const paged: string[] = []
  let page = await past.comments(STREAM, { ...ALL, limit: 777 })
  for (let last = page.at(-1); last; last = page.at(-1)) {
    paged.push(...page.map(({ message }) => message.id))
    const after = { at: last.message.at, partition: last.partition, offset: last.offset }
    page = await past.comments(STREAM, { ...ALL, limit: 777, after })
  }
  assert.deepEqual(
    paged,
    all.map(({ message }) => message.id),
  )
  const range = { from: 2_400, to: 2_600 }
  assert.deepEqual(
    await past.comments(STREAM, { ...range, limit: 500 }),
    all.filter(({ message: { at } }) => at >= NOON + range.from && at < NOON + range.to),
  )
})

test('what is taken back in a cold stream is told no more, and again when it is given back', async t => {
  const { archive, parts, past, ids, turn } = await opened(t)
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  await takeBack(archive, [ids[7] as never])
  turn(2_000)
  const told = await past.comments(STREAM, ALL)
  assert.ok(told.length === MANY - 1 && !told.some(({ message }) => message.id === ids[7]))
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.equal((await past.comments(STREAM, ALL)).length, MANY - 1)
})

test('who is erased is in no file any more, once it is written anew', async t => {
  const { archive, parts, past, cold, turn } = await opened(t)
  const secret = 'nobody may read this'
  const over = { from: { id: 'bob' as ViewerId, name: 'Bob' } }
  await tell(archive, [{ ms: 5, text: secret, ...over }])
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.ok(await isIn(cold, parts.coldFiles, archive, secret))
  const erasure = { act: 'e', person: 'bob' as ViewerId, until: NOON + 60_000, deletes: true }
  await archive.takebacks.erase(erasure)
  turn(2_000)
  assert.equal((await past.comments(STREAM, ALL)).length, MANY)
  assert.equal((await archive.tiers.rewritable(10)).length, 1)
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.ok(!(await isIn(cold, parts.coldFiles, archive, secret)))
  assert.equal(filesOf(await cold.list(`${STREAM}/`)).size, 1)
  assert.deepEqual(await archive.tiers.rewritable(10), [])
  assert.equal((await past.comments(STREAM, ALL)).length, MANY)
})

test('somebody who was erased and speaks on holds up no stream that is to go cold', async t => {
  const { archive, parts, past } = await opened(t, 1_000)
  const over = { from: { id: 'bob' as ViewerId, name: 'Bob' } }
  const erasure = { act: 'e', person: 'bob' as ViewerId, until: NOON + 6, deletes: true }
  await tell(archive, [{ ms: 5, text: 'before', ...over }])
  await archive.takebacks.erase(erasure)
  await tell(archive, [{ ms: 7, text: 'after', ...over }])
  const before = await past.comments(STREAM, ALL)
  assert.ok(before.some(({ message }) => message.body.text === 'after'))
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await past.comments(STREAM, ALL), before)
})

test('whoever is killed at any point begins again, and nothing is lost or told twice', async t => {
  let finished = false
  for (let step = 1; !finished; step++) {
    const { archive, parts, past, cold } = await opened(t, 2_500)
    const before = await past.comments(STREAM, ALL)
    const deadly = killedAt(step, parts)
    const work = async (of: CoolingParts) => {
      await cool(of, STREAM)
      await dropCooled(of, STREAM)
    }
    finished = await work(deadly).then(
      () => true,
      () => false,
    )
    assert.deepEqual(await past.comments(STREAM, ALL), before, `killed at step ${step}`)
    await work(parts)
    assert.deepEqual(await past.comments(STREAM, ALL), before, `after step ${step}`)
    assert.deepEqual(await archive.comments(STREAM, ALL), [])
    assert.ok(filesOf(await cold.list(`${STREAM}/`)).size <= 2)
    assert.ok(step < 40)
  }
})

test('of two that do the same one finds the other ahead, and the stream is whole', async t => {
  const { parts, past, cold } = await opened(t)
  const before = await past.comments(STREAM, ALL)
  const both = await Promise.allSettled([cool(parts, STREAM), cool(parts, STREAM)])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal(filesOf(await cold.list(`${STREAM}/`)).size, 1)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await past.comments(STREAM, ALL), before)
})

test('a stream that is deleted leaves nothing behind', async t => {
  const { archive, parts, past, cold } = await opened(t)
  await cool(parts, STREAM)
  await deleteStream(parts, STREAM)
  await deleteStream(parts, STREAM)
  assert.deepEqual(await cold.list(''), [])
  assert.deepEqual(await past.comments(STREAM, ALL), [])
  assert.equal((await archive.outline(STREAM))?.tier, 'deleted')
})

async function opened(_t: TestContext, many = MANY) {
  let now = NOON + 86_400_000
  const clock = () => ++now // files are named by when they were begun
  const archive = new MemoryArchive({ mostRows: 100_000 })
  const cold = new MemoryColdStore()
  const lines = Array.from({ length: many }, (_, ms) => ({ ms, shadowed: ms % 1_000 === 500 }))
  const more = Array.from({ length: many / 1_000 }, (_, n) => ({ ms: n * 1_000 + 500 }))
  const ids = await tell(archive, [...lines, ...more])
  const parts = { archive, cold, coldFiles: new ColdFiles(cold), now: clock, random: () => 0.5 }
  const outlines = new Outlines(archive, () => now)
  const gate = new ReadGate({ readsAtOnce: 8, readsWaiting: 100 })
  const { coldFiles } = parts
  const past = wholePast({ archive: gated(archive, gate), outlines, coldFiles, coldGate: gate })
  const turn = (ms: number) => {
    now += ms
  }
  // The clock of outlines goes on with every look, so that none is told for long.
  const looking: Pick<Archive, 'comments'> = {
    comments: (...asked) => {
      turn(2_000)
      return past.comments(...asked)
    },
  }
  return { archive, parts, past: looking, cold, ids, turn }
}

/** Everything it asks of the archive and the files fails from the nth question on. */
function killedAt(step: number, parts: CoolingParts): CoolingParts {
  let asked = 0
  const deadly = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return deadly(value)
        if (typeof value !== 'function') return value
        return async (...given: unknown[]) => {
          if (++asked >= step) throw new Error('killed')
          return value.apply(target, given)
        }
      },
    })
  const cold = deadly<ColdStore>(parts.cold)
  const archive = deadly<Archive>(parts.archive)
  return { ...parts, archive, cold, coldFiles: new ColdFiles(cold) }
}

async function isIn(
  cold: ColdStore,
  files: ColdFiles,
  archive: Archive,
  text: string,
): Promise<boolean> {
  assert.ok((await cold.list(`${STREAM}/`)).length > 1)
  for await (const rows of files.rows((await archive.tiers.files(STREAM)) ?? ''))
    if (rows.some(({ message }) => message.body.text === text)) return true
  return false
}

function filesOf(names: readonly string[]): Set<string> {
  return new Set(names.map(name => name.split('/').slice(0, 2).join('/')))
}
