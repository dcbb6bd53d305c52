import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { Body, Priority } from '../../../engine/message.ts'
import type { Entry } from '../../../engine/ports/message-log.ts'
import { entry, NOON, ROOM, STREAM, said, streamOf } from '../../fixtures/message.ts'
import { until } from '../../until.ts'
import { gate, Rig } from './ingest-rig.ts'

const DANMAKU = 'lobby/danmaku'
const away = (): never => {
  throw new Fault('store-unavailable')
}

test('what is said is stored, told of and done', async t => {
  const rig = new Rig()
  await rig.start(t)
  await append(rig, ['a', 'b'])
  await finished(rig)
  assert.deepEqual(await rig.store.ids(), ['a', 'b'])
  assert.deepEqual([rig.noticed, rig.counted], [[STREAM], { stored: 2 }])
})

test('marks and shadowed messages are done and not stored', async t => {
  const rig = new Rig()
  await rig.start(t)
  await rig.log.append(0, { type: 'mark', mark: 'opened', room: ROOM, stream: STREAM, at: NOON })
  await rig.log.append(0, { type: 'message', message: said('psst'), shadowed: true })
  await finished(rig)
  assert.deepEqual([await rig.store.ids(), rig.counted], [[], { shadowed: 1 }])
})

test('in first gear a slow store gets one write at a time, in order', async t => {
  const rig = new Rig()
  rig.store.before = () => new Promise(resolve => setImmediate(resolve))
  await rig.start(t)
  const texts = numbered(1_000)
  for (const text of texts) {
    await append(rig, [text])
    if (text.endsWith('00')) await new Promise(resolve => setImmediate(resolve))
  }
  await finished(rig)
  assert.deepEqual(await rig.store.ids(), texts)
  assert.equal(rig.store.mostAtOnce, 1)
  assert.ok(rig.store.sizes.length < 100, `${rig.store.sizes.length} writes`)
})

test('in second gear each partition has its own write', async t => {
  const rig = new Rig(3)
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t)
  for (const partition of [0, 1, 2]) await append(rig, numbered(600, `p${partition}-`), partition)
  await until(() => rig.store.underWay === 3)
  rig.now += 600
  await until(() => worker.lanes()[0]?.gear === 2)
  door.open()
  await finished(rig)
  assert.equal(rig.store.mostAtOnce, 3)
  const ids = await rig.store.ids()
  for (const partition of [0, 1, 2]) {
    const ofPartition = ids.filter(id => id.startsWith(`p${partition}-`))
    assert.deepEqual(ofPartition, numbered(600, `p${partition}-`))
  }
})

test('when messages grow old, writers work side by side', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t)
  await append(rig, numbered(2_000))
  await until(() => rig.store.underWay === 1)
  rig.now += 3_000
  await until(() => rig.store.underWay === 4)
  assert.deepEqual(rig.gears, [[DANMAKU, 3]])
  const [lane] = worker.lanes()
  assert.deepEqual([lane?.lane, lane?.gear, lane?.lagMs, lane?.writers], [DANMAKU, 3, 3_000, 4])
  door.open()
  await finished(rig)
  assert.equal(new Set(await rig.store.ids()).size, 2_000)
  assert.deepEqual([rig.counted.stored, worker.lanes()[0]?.lagMs], [2_000, 0])
})

test('a lane that is held up holds up no other', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = ([first]) => (first?.id.startsWith('like') ? door.passed : undefined)
  await rig.start(t)
  await append(rig, ['like-1'], 0, { kind: 'like' })
  await append(rig, ['a', 'b'])
  await until(async () => (await rig.store.ids()).length === 2)
  door.open()
  await finished(rig)
})

test('a write holds messages of one stream', async t => {
  const rig = new Rig()
  await rig.start(t)
  const next = streamOf(1)
  await append(rig, ['a', 'b'])
  await append(rig, ['c'], 0, { stream: next })
  await append(rig, ['d'])
  await finished(rig)
  assert.deepEqual([await rig.store.ids(), await rig.store.ids(next)], [['a', 'b', 'd'], ['c']])
})

test('a store that fails now and then loses nothing and doubles nothing', async t => {
  const rig = new Rig(2)
  const random = seeded(7)
  rig.store.before = async () => {
    await new Promise(resolve => setImmediate(resolve))
    if (random() < 0.2) away()
  }
  rig.store.after = () => {
    if (random() < 0.2) away()
  }
  await rig.start(t)
  const texts = numbered(3_000)
  for (const [index, text] of texts.entries())
    await append(rig, [text], index % 2, { kind: `kind-${index % 3}` })
  await finished(rig)
  const ids = await rig.store.ids()
  assert.deepEqual([...ids].sort(), [...texts].sort())
  for (const kind of [0, 1, 2]) {
    for (const partition of [0, 1]) {
      const mine = (_: string, index: number) => index % 3 === kind && index % 2 === partition
      const expected = texts.filter(mine)
      const wanted = new Set(expected)
      assert.deepEqual(
        ids.filter(id => wanted.has(id)),
        expected,
        'in gear 1 a queue keeps its order',
      )
    }
  }
  assert.ok((rig.counted.retried ?? 0) > 0)
})

test('in fourth gear a full lane gives up low first, then high, the oldest first', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  await rig.start(t, { writers: 1, laneLength: 10 })
  await append(rig, ['first'])
  await until(() => rig.store.underWay === 1)
  rig.now += 6_000
  await until(() => rig.gears.length === 1)
  await append(rig, numbered(20, 'low-'))
  await append(rig, numbered(6, 'high-'), 0, { priority: 'high' })
  await append(rig, numbered(6, 'gift-'), 0, { priority: 'whitelist' })
  await until(() => rig.counted.shed === 22)
  door.open()
  await finished(rig)
  const left = ['high-2', 'high-3', 'high-4', 'high-5'] // beside six gifts
  assert.deepEqual(await rig.store.ids(), [...numbered(6, 'gift-'), ...left, 'first'])
})

test('while the store is away nothing is given up', async t => {
  const rig = new Rig()
  rig.store.before = away
  await rig.start(t, { laneLength: 10 })
  await append(rig, numbered(700))
  await until(() => (rig.counted.retried ?? 0) > 0)
  rig.now += 6_000
  await until(() => rig.gears.some(([, gear]) => gear === 4))
  rig.store.before = () => {}
  await finished(rig)
  assert.equal(rig.counted.shed, undefined)
  assert.equal((await rig.store.ids()).length, 700)
})

test('a full lane lets no more in until there is room', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t, { laneLength: 10 })
  await append(rig, numbered(5_000))
  await until(() => rig.store.underWay === 1)
  // One batch of the log's, less what is being written, and not the thousands behind it.
  assert.equal(worker.lanes()[0]?.waiting, 500 - 200)
  door.open()
  await finished(rig)
  assert.equal((await rig.store.ids()).length, 5_000)
})

test('when the store has lost its numbers, the log is read again, once', async t => {
  const rig = new Rig()
  await rig.start(t)
  const other = streamOf(1)
  await append(rig, ['long ago'])
  rig.now += 100_000
  await append(rig, ['a', 'b'])
  await append(rig, ['x'], 0, { stream: other })
  await finished(rig)
  rig.store.lose()
  rig.now += 1_000
  await append(rig, ['c'])
  await until(async () => (await rig.store.ids()).length === 3)
  await until(async () => (await rig.store.ids(other)).length === 1)
  await finished(rig)
  assert.deepEqual((await rig.store.ids()).sort(), ['a', 'b', 'c'])
  assert.deepEqual([rig.counted.rewound, rig.counted.duplicate], [1, 1])
})

test('a record that cannot be handled is counted and passed over', async t => {
  const rig = new Rig()
  rig.store.before = messages => {
    if (messages.some(({ id }) => id === 'too much')) throw new TypeError('too much')
  }
  await rig.start(t)
  await append(rig, ['a'])
  await append(rig, ['cannot be encoded'], 0, { body: { text: 1n } as Body })
  await rig.log.append(0, { type: 'message' } as unknown as Entry)
  await append(rig, ['too much', 'b'])
  await finished(rig)
  assert.deepEqual(await rig.store.ids(), ['a', 'b'])
  assert.deepEqual([rig.counted.poison, rig.poisoned.length], [3, 3])
})

test('an overtaken lane stops writing, and its records stay for who overtook it', async t => {
  const rig = new Rig()
  rig.store.fenced = ([first]) => first?.id === 'a'
  const worker = await rig.start(t)
  await append(rig, ['like'], 0, { kind: 'like' })
  await append(rig, ['a'])
  await until(() => rig.counted.fenced === 1)
  await append(rig, ['b'])
  await append(rig, ['like too'], 0, { kind: 'like' })
  await until(async () => (await rig.store.ids()).length === 2)
  assert.deepEqual(await rig.store.ids(), ['like', 'like too'])
  await worker.close()
  rig.store.fenced = () => false
  await rig.start(t)
  await finished(rig)
  assert.deepEqual((await rig.store.ids()).sort(), ['a', 'b', 'like', 'like too'])
})

test('closing finishes the write under way; the next worker does the rest, nothing twice', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t)
  await append(rig, numbered(1_000))
  await until(() => rig.store.underWay === 1)
  let closed = false
  const closing = worker.close().then(() => {
    closed = true
  })
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(closed, false)
  door.open()
  await closing
  assert.equal((await rig.store.ids()).length, 200)
  await rig.start(t)
  await finished(rig)
  assert.deepEqual(await rig.store.ids(), numbered(1_000))
  assert.deepEqual(rig.counted, { stored: 1_000 })
})

test('closing does not wait for a store that is away', async t => {
  const rig = new Rig()
  rig.store.before = away
  const worker = await rig.start(t)
  await append(rig, ['a'])
  await until(() => (rig.counted.retried ?? 0) > 0)
  await worker.close()
  rig.store.before = () => {}
  await rig.start(t)
  await finished(rig)
  assert.deepEqual(await rig.store.ids(), ['a'])
})

test('a partition that goes to another worker is let go of, full lanes and all', async t => {
  const rig = new Rig(2)
  const door = gate()
  rig.store.before = () => door.passed
  await rig.start(t, { laneLength: 10 })
  for (const partition of [0, 1]) await append(rig, numbered(900, `p${partition}-`), partition)
  await until(() => rig.store.underWay === 2)
  const second = rig.start(t, { laneLength: 10 })
  await new Promise(resolve => setImmediate(resolve))
  door.open()
  await second
  await finished(rig)
  assert.equal(new Set(await rig.store.ids()).size, 1_800)
  assert.equal(rig.counted.stored, 1_800)
})

test('a lane in which nobody speaks is forgotten after a minute', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const rig = new Rig()
  const worker = await rig.start(t)
  await append(rig, ['a'])
  await finished(rig)
  mock.timers.tick(59_000)
  assert.equal(worker.lanes().length, 1)
  mock.timers.tick(2_000)
  assert.deepEqual(worker.lanes(), [])
})

type Over = { kind?: string; priority?: Priority; stream?: typeof STREAM; body?: Body }

async function append(rig: Rig, texts: string[], partition = 0, over: Over = {}): Promise<void> {
  for (const text of texts) await rig.log.append(partition, entry(text, { at: rig.now, ...over }))
}

/** Resolves when the group has done everything in the log. */
async function finished(rig: Rig): Promise<void> {
  await until(async () => (await rig.undone()) === 0, { withinMs: 20_000 })
}

function numbered(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`)
}

/** mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
