import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { NOON, ROOM, STREAM, said, streamOf } from '../../fixtures/message.ts'
import { until } from '../../until.ts'
import { gate, numbered, Rig } from './ingest-rig.ts'

const DANMAKU = 'lobby/danmaku'

test('what is said is stored, told of and done', async t => {
  const rig = new Rig()
  await rig.start(t)
  await rig.append(['a', 'b'])
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a', 'b'])
  assert.deepEqual([rig.noticed, rig.counted], [[STREAM], { stored: 2 }])
})

test('marks and shadowed messages are done and not stored', async t => {
  const rig = new Rig()
  await rig.start(t)
  await rig.log.append(0, { type: 'mark', mark: 'opened', room: ROOM, stream: STREAM, at: NOON })
  await rig.log.append(0, { type: 'message', message: said('psst'), shadowed: true })
  await rig.finished()
  assert.deepEqual([await rig.store.ids(), rig.counted], [[], { shadowed: 1 }])
})

test('in first gear a slow store gets one write at a time, in order', async t => {
  const rig = new Rig()
  rig.store.before = () => new Promise(resolve => setImmediate(resolve))
  await rig.start(t)
  const texts = numbered(1_000)
  for (const text of texts) {
    await rig.append([text])
    if (text.endsWith('00')) await new Promise(resolve => setImmediate(resolve))
  }
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), texts)
  assert.equal(rig.store.mostAtOnce, 1)
  assert.ok(rig.store.sizes.length < 100, `${rig.store.sizes.length} writes`)
})

test('in second gear each partition has its own write', async t => {
  const rig = new Rig(3)
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t)
  for (const partition of [0, 1, 2]) await rig.append(numbered(600, `p${partition}-`), partition)
  await until(() => rig.store.underWay === 3)
  rig.now += 600
  await until(() => worker.lanes()[0]?.gear === 2)
  door.open()
  await rig.finished()
  assert.equal(rig.store.mostAtOnce, 3)
  const ids = await rig.store.ids()
  for (const partition of [0, 1, 2]) {
    const ofPartition = ids.filter(id => id.startsWith(`p${partition}-`))
    assert.deepEqual(ofPartition, numbered(600, `p${partition}-`))
  }
})

test('when messages grow old, writers work side by side, more and more', async t => {
  const rig = new Rig()
  let door = gate()
  rig.store.before = () => door.passed
  await rig.append(numbered(2_000))
  rig.now += 3_000
  const worker = await rig.start(t)
  await until(() => rig.gears.length === 1)
  for (const writers of [2, 3, 4]) {
    const shut = door
    door = gate()
    shut.open()
    await until(() => rig.store.underWay === writers)
  }
  assert.deepEqual(rig.gears, [[DANMAKU, 3]])
  const [lane] = worker.lanes()
  assert.deepEqual([lane?.lane, lane?.gear, lane?.lagMs, lane?.writers], [DANMAKU, 3, 3_000, 4])
  door.open()
  await rig.finished()
  assert.equal(rig.store.mostAtOnce, 4)
  assert.equal(new Set(await rig.store.ids()).size, 2_000)
  assert.deepEqual([rig.counted.stored, worker.lanes()[0]?.lagMs], [2_000, 0])
})

test('a lane that is held up holds up no other', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = ([first]) => (first?.id.startsWith('like') ? door.passed : undefined)
  await rig.start(t)
  await rig.append(['like-1'], 0, { kind: 'like' })
  await rig.append(['a', 'b'])
  await until(async () => (await rig.store.ids()).length === 2)
  door.open()
  await rig.finished()
})

test('a write holds messages of one stream', async t => {
  const rig = new Rig()
  await rig.start(t)
  const next = streamOf(1)
  await rig.append(['a', 'b'])
  await rig.append(['c'], 0, { stream: next })
  await rig.append(['d'])
  await rig.finished()
  assert.deepEqual([await rig.store.ids(), await rig.store.ids(next)], [['a', 'b', 'd'], ['c']])
})

test('a full lane lets no more in until there is room', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t, { laneLength: 10 })
  await rig.append(numbered(5_000))
  await until(() => rig.store.underWay === 1)
  // One batch of the log's, less what is being written, and not the thousands behind it.
  assert.equal(worker.lanes()[0]?.waiting, 500 - 200)
  door.open()
  await rig.finished()
  assert.equal((await rig.store.ids()).length, 5_000)
})

test('closing finishes the write under way; the next worker does the rest, nothing twice', async t => {
  const rig = new Rig()
  const door = gate()
  rig.store.before = () => door.passed
  const worker = await rig.start(t)
  await rig.append(numbered(1_000))
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
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), numbered(1_000))
  assert.deepEqual(rig.counted, { stored: 1_000 })
})

test('a partition that goes to another worker is let go of, full lanes and all', async t => {
  const rig = new Rig(2)
  const door = gate()
  rig.store.before = () => door.passed
  await rig.start(t, { laneLength: 10 })
  for (const partition of [0, 1]) await rig.append(numbered(900, `p${partition}-`), partition)
  await until(() => rig.store.underWay === 2)
  const second = rig.start(t, { laneLength: 10 })
  await new Promise(resolve => setImmediate(resolve))
  door.open()
  await second
  await rig.finished()
  assert.equal(new Set(await rig.store.ids()).size, 1_800)
  assert.equal(rig.counted.stored, 1_800)
})

test('a lane in which nobody speaks is forgotten after a minute', async t => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const rig = new Rig()
  const worker = await rig.start(t)
  await rig.append(['a'])
  await rig.finished()
  mock.timers.tick(59_000)
  assert.equal(worker.lanes().length, 1)
  mock.timers.tick(2_000)
  assert.deepEqual(worker.lanes(), [])
})
