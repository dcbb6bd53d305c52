import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryMessageLog } from '../../engine/adapters/memory/message-log.ts'
import { Fault } from '../../engine/fault.ts'
import type { ArchiveBatch, Mark } from '../../engine/ports/archive.ts'
import type { Entry, MessageLog } from '../../engine/ports/message-log.ts'
import type { Touched } from '../../engine/ports/takebacks.ts'
import type { Target } from '../../engine/takedown.ts'
import { Archiver, type ArchiverOptions } from '../../replay/archiver.ts'
import { Gate } from '../fixtures/gate.ts'
import { entry, NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'

const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100_000 }

test('what is in the log comes into the archive, in batches, and is done after that', async t => {
  const { log, archive, batches, start } = opened(t)
  const archiver = await start({ batchRows: 10, batchMs: 5 })
  for (let n = 0; n < 25; n++) await log.append(n % 2, entry(`m${n}`))
  await until(async () => (await archive.comments(STREAM, ALL)).length === 25)
  await until(() => archiver.counts.rows === 25)
  assert.ok(batches.every(({ rows }) => rows.length <= 10))
  assert.deepEqual([archiver.counts.rows, archiver.counts.batches], [25, batches.length])
  assert.equal(archiver.lagMs(), 0)

  await archiver.close()
  assert.deepEqual(await waiting(log), 0)
})

test('an archive that is away for a while holds nothing up for good, and loses nothing', async t => {
  const { log, archive, world, start } = opened(t)
  world.failures = 3
  const archiver = await start({ batchRows: 4, batchMs: 1 })
  for (let n = 0; n < 20; n++) await log.append(n % 2, entry(`m${n}`))
  await until(() => archiver.counts.rows === 20)
  assert.equal((await archive.comments(STREAM, ALL)).length, 20)
  assert.equal(archiver.counts.retries, 3)
  assert.equal(world.outages, 1, 'an outage is told once')
})

test('what is taken back is taken back at once, and stays so when the log is read again', async t => {
  const { log, archive, world, start } = opened(t, { partitions: 1 })
  const archiver = await start({ batchRows: 100, batchMs: 60_000 })
  for (const text of ['a', 'b']) await log.append(0, entry(text))
  const target = { of: 'messages', messages: ['b'] } as unknown as Target
  const takedown = { act: 'x', room: ROOM, stream: STREAM, target, hides: true, at: NOON }
  await log.append(0, { type: 'takedown', ...takedown })
  await log.append(0, { type: 'shift', act: 'y', room: ROOM, stream: STREAM, shiftMs: 5, at: NOON })
  await until(() => world.takenBack.length === 2)
  await until(async () => (await archive.comments(STREAM, ALL)).length === 1)
  await until(async () => (await archive.outline(STREAM))?.shiftMs === 5)
  await archiver.close()
  const [told] = await archive.comments(STREAM, ALL)
  assert.deepEqual([told?.message.id, (await archive.outline(STREAM))?.shiftMs], ['a', 5])

  const again = await start({ batchRows: 100, batchMs: 1 })
  const late = entry('b', { at: NOON + 1 })
  await log.append(0, late)
  await until(() => again.counts.rows === 1)
  assert.equal((await archive.comments(STREAM, ALL)).length, 1)
})

test('while the archive is away no more is taken from the log than a few batches', async t => {
  const { log, world, start } = opened(t, { partitions: 1 })
  world.failures = Number.POSITIVE_INFINITY
  for (let n = 0; n < 5_000; n++) await log.append(0, entry(`m${n}`))
  const archiver = await start({ batchRows: 10, batchMs: 1 })
  await until(() => archiver.counts.retries > 2)
  assert.ok(world.received <= 1_000, `${world.received} received`)
  assert.ok(archiver.lagMs() > 0)
  world.failures = 0
  await until(() => archiver.counts.rows === 5_000)
})

test('a crash between storing and being done stores nothing twice', async t => {
  const { log, archive, start } = opened(t, { partitions: 1 })
  const rows = []
  for (let n = 0; n < 5; n++) {
    const made = entry(`m${n}`)
    await log.append(0, made)
    if (made.type === 'message')
      rows.push({ message: made.message, shadowed: false, partition: 0, offset: n })
  }
  // As the one before left it: stored, and never committed.
  const covered = [{ partition: 0, from: 0, to: 2 }]
  await archive.store({
    ...{ log: log.identity, partitions: 1, marks: [], covered },
    rows: rows.slice(0, 3),
  })
  const archiver = await start({ batchRows: 10, batchMs: 1 })
  await until(() => archiver.counts.rows === 5)
  const found = await archive.comments(STREAM, ALL)
  assert.deepEqual(
    found.map(({ message }) => message.id),
    ['m0', 'm1', 'm2', 'm3', 'm4'],
  )
})

test('closing stores what was received', async t => {
  const { log, archive, world, start } = opened(t)
  const archiver = await start({ batchRows: 100, batchMs: 60_000 })
  for (let n = 0; n < 6; n++) await log.append(n % 2, entry(`m${n}`))
  await until(() => world.received === 6)
  assert.equal((await archive.comments(STREAM, ALL)).length, 0)
  await archiver.close()
  assert.equal((await archive.comments(STREAM, ALL)).length, 6)
  assert.equal(await waiting(log), 0)
})

test('closing while the archive is away ends, and leaves the rest to the next', async t => {
  const { log, archive, world, start } = opened(t)
  world.failures = Number.POSITIVE_INFINITY
  const archiver = await start({ batchRows: 2, batchMs: 1 })
  for (let n = 0; n < 30; n++) await log.append(n % 2, entry(`m${n}`))
  await until(() => archiver.counts.retries > 0)
  await archiver.close()

  world.failures = 0
  const next = await start({ batchRows: 100, batchMs: 1 })
  await until(() => next.counts.rows === 30)
  assert.equal((await archive.comments(STREAM, ALL)).length, 30)
})

test('two archivers share the partitions, and neither loses what it lets go of', async t => {
  const { log, archive, start } = opened(t, { partitions: 4 })
  const first = await start({ batchRows: 7, batchMs: 3 })
  for (let n = 0; n < 200; n++) await log.append(n % 4, entry(`m${n}`))
  const second = await start({ batchRows: 7, batchMs: 3 })
  for (let n = 200; n < 400; n++) await log.append(n % 4, entry(`m${n}`))
  await until(async () => (await archive.comments(STREAM, ALL)).length === 400)
  await Promise.all([first.close(), second.close()])
  assert.equal(await waiting(log), 0)
})

test('partitions are let go of once the batch under way is stored', async t => {
  const { log, world, archive, start } = opened(t, { partitions: 2 })
  const gate = new Gate()
  world.gate = gate
  const first = await start({ batchRows: 1, batchMs: 1 })
  await log.append(0, entry('a'))
  await log.append(1, entry('b'))
  await until(() => world.storing > 0)
  const joining = start({ batchRows: 1, batchMs: 1 })
  gate.open()
  await joining
  await until(async () => (await archive.comments(STREAM, ALL)).length === 2)
  await first.close()
})

test('a stream is whole once its marks and all between them came through', async t => {
  const { log, archive, world, start } = opened(t)
  await start({ batchRows: 3, batchMs: 1 })
  for (const partition of [0, 1]) await log.append(partition, mark('opened'))
  for (let n = 0; n < 9; n++) await log.append(n % 2, entry(`m${n}`))
  for (const partition of [0, 1]) await log.append(partition, mark('closed'))
  await until(() => world.closed.length === 2)
  await until(async () => (await archive.missing(STREAM)) !== undefined)
  assert.deepEqual(await archive.missing(STREAM), [])
  assert.equal((await archive.stream(STREAM))?.closedAt, NOON + 60_000)
})

test('a closing mark that cannot be told of is told of again', async t => {
  const { log, world, start } = opened(t)
  world.closedFailures = 2
  const archiver = await start({ batchRows: 3, batchMs: 1 })
  await log.append(0, mark('closed'))
  await until(() => world.closed.length === 1)
  await until(() => archiver.counts.rows === 1)
})

function mark(which: Mark['mark']): Entry {
  const at = which === 'opened' ? NOON : NOON + 60_000
  return { type: 'mark', mark: which, room: ROOM, stream: STREAM, at }
}

type After = { after(fn: () => Promise<void>): void }

/** A log, and an archive that fails as often and waits as long as the test says. */
function opened(t: After, { partitions = 2 } = {}) {
  let now = NOON
  const log = new MemoryMessageLog({ partitions, now: () => ++now, keepMs: 0, most: 100_000 })
  const archive = new MemoryArchive({ mostRows: 100_000 })
  const batches: ArchiveBatch[] = []
  const world = {
    ...{ failures: 0, closedFailures: 0, outages: 0, received: 0, storing: 0 },
    closed: [] as Mark[],
    takenBack: [] as [act: string, touched: readonly Touched[]][],
    gate: undefined as Gate | undefined,
  }
  const failing = {
    store: async (batch: ArchiveBatch) => {
      world.storing++
      await world.gate?.opened
      if (world.failures-- > 0) throw new Fault('archive-unavailable')
      world.failures = 0
      batches.push(batch)
      await archive.store(batch)
    },
    takebacks: archive.takebacks,
    shift: (...asked: Parameters<MemoryArchive['shift']>) => archive.shift(...asked),
  }
  const start = async (settings: ArchiverOptions['settings']): Promise<Archiver> => {
    const archiver = await Archiver.start({
      ...{ settings, log: counting(log, world), archive: failing, now: () => now },
      onClosed: async closed => {
        if (world.closedFailures-- > 0) throw new Error('no job today')
        world.closed.push(closed)
      },
      onTakenBack: (act, touched) => void world.takenBack.push([act, touched]),
      onOutage: () => {
        world.outages++
      },
    })
    t.after(() => archiver.close())
    return archiver
  }
  return { log, archive, batches, world, start }
}

function counting(log: MessageLog, world: { received: number }): MessageLog {
  return {
    identity: log.identity,
    partitions: log.partitions,
    append: (partition, made) => log.append(partition, made),
    close: () => log.close(),
    subscribe: (group, reader) =>
      log.subscribe(group, {
        ...reader,
        receive: records => {
          world.received += records.length
          return reader.receive(records)
        },
      }),
  }
}

/** What the group has not done, as the next member would find it. */
async function waiting(log: MessageLog): Promise<number> {
  const next = await log.subscribe('archiver', { receive: async () => {} })
  const lag = await next.lag()
  await next.close()
  return lag.reduce((sum, partition) => sum + partition.waiting, 0)
}
