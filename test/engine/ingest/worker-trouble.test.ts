// The worker when something goes wrong: a store that is away, slow, lost or taken over, and
// records that nobody can handle.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../../engine/fault.ts'
import type { Body } from '../../../engine/message.ts'
import type { Entry } from '../../../engine/ports/message-log.ts'
import { randomFrom } from '../../../loadtest/seeded-random.ts'
import { streamOf } from '../../fixtures/message.ts'
import { until } from '../../until.ts'
import { gate, numbered, Rig } from './ingest-rig.ts'

const away = (): never => {
  throw new Fault('store-unavailable')
}

test('a store that fails now and then loses nothing and doubles nothing', async t => {
  const rig = new Rig(2)
  const random = randomFrom(7)
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
    await rig.append([text], index % 2, { kind: `kind-${index % 3}` })
  await rig.finished()
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
  await rig.append(['first'])
  await until(() => rig.store.underWay === 1)
  rig.now += 6_000
  await until(() => rig.gears.length === 1)
  await rig.append(numbered(20, 'low-'))
  await rig.append(numbered(6, 'high-'), 0, { priority: 'high' })
  await rig.append(numbered(6, 'gift-'), 0, { priority: 'whitelist' })
  await until(() => rig.counted.shed === 22)
  door.open()
  await rig.finished()
  const left = ['high-2', 'high-3', 'high-4', 'high-5'] // beside six gifts
  assert.deepEqual(await rig.store.ids(), [...numbered(6, 'gift-'), ...left, 'first'])
})

test('while the store is away nothing is given up', async t => {
  const rig = new Rig()
  rig.store.before = away
  await rig.start(t, { laneLength: 10 })
  await rig.append(numbered(700))
  await until(() => (rig.counted.retried ?? 0) > 0)
  rig.now += 6_000
  await until(() => rig.gears.some(([, gear]) => gear === 4))
  rig.store.before = () => {}
  await rig.finished()
  assert.equal(rig.counted.shed, undefined)
  assert.equal((await rig.store.ids()).length, 700)
})

test('a store that refuses is not asked by more and more writers', async t => {
  const rig = new Rig()
  rig.store.before = away
  const worker = await rig.start(t, { writers: 16 })
  await rig.append(numbered(1_000))
  await until(() => (rig.counted.retried ?? 0) > 0)
  rig.now += 3_000
  await until(() => rig.gears.some(([, gear]) => gear === 3))
  const before = rig.counted.retried ?? 0
  await until(() => (rig.counted.retried ?? 0) >= before + 4)
  assert.deepEqual(
    worker.lanes().map(({ writers }) => writers),
    [1],
  )
})

test('when the store has lost its numbers, the log is read again, once', async t => {
  const rig = new Rig()
  await rig.start(t)
  const other = streamOf(1)
  await rig.append(['long ago'])
  rig.now += 100_000
  await rig.append(['a', 'b'])
  await rig.append(['x'], 0, { stream: other })
  await rig.finished()
  rig.store.lose()
  rig.now += 1_000
  await rig.append(['c'])
  await until(async () => (await rig.store.ids()).length === 3)
  await until(async () => (await rig.store.ids(other)).length === 1)
  await rig.finished()
  assert.deepEqual((await rig.store.ids()).sort(), ['a', 'b', 'c'])
  assert.deepEqual([rig.counted.rewound, rig.counted.duplicate], [1, 1])
})

test('a loss after which nothing is said is noticed all the same', async t => {
  const rig = new Rig(2)
  for (const _ of ['one', 'two']) await rig.start(t)
  await rig.append(['a'], 0, { kind: 'gift' })
  await rig.append(['b'], 1)
  await rig.finished()
  rig.store.lose()
  rig.now += 1_000
  await until(async () => (await rig.store.ids()).length === 2)
})

for (const seed of [1, 2, 3, 4, 5]) {
  test(`a store that is lost now and then, and fails, has everything in the end (${seed})`, async t => {
    const rig = new Rig(2)
    const random = randomFrom(seed)
    const failSometimes = () => (random() < 0.1 ? away() : undefined)
    rig.store.before = async () => {
      await new Promise(resolve => setImmediate(resolve))
      failSometimes()
    }
    rig.store.after = failSometimes
    await rig.start(t)
    const texts = numbered(400)
    for (const [index, text] of texts.entries()) {
      await rig.append([text], index % 2, { kind: `kind-${index % 2}` })
      if (random() < 0.1) await new Promise(resolve => setImmediate(resolve))
      if (index === 200) await until(() => rig.counted.stored)
      if (index === 200 || random() < 0.01) rig.store.lose()
    }
    await rig.finished()
    await rig.append(['the last']) // who writes notices a loss at once
    await until(async () => (await rig.store.ids()).length === 401)
    assert.deepEqual((await rig.store.ids()).sort(), [...texts, 'the last'].sort())
    assert.ok((rig.counted.rewound ?? 0) > 0)
  })
}

test('a record that cannot be handled is counted and passed over', async t => {
  const rig = new Rig()
  rig.store.before = messages => {
    if (messages.some(({ id }) => id === 'too much')) throw new TypeError('too much')
  }
  await rig.start(t)
  await rig.append(['a'])
  await rig.append(['cannot be encoded'], 0, { body: { text: 1n } as Body })
  await rig.log.append(0, { type: 'message' } as unknown as Entry)
  await rig.append(['too much', 'b'])
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a', 'b'])
  assert.deepEqual([rig.counted.poison, rig.poisoned.length], [3, 3])
})

test('a lane whose writer was overtaken waits for a lease, and nothing is lost', async t => {
  const rig = new Rig()
  rig.store.fenced = ([first]) => first?.id === 'a'
  await rig.start(t)
  await rig.append(['like'], 0, { kind: 'like' })
  await rig.append(['a'])
  await until(() => rig.counted.fenced)
  await rig.append(['b'])
  await rig.append(['like too'], 0, { kind: 'like' })
  await until(async () => (await rig.store.ids()).length === 2)
  assert.deepEqual(await rig.store.ids(), ['like', 'like too'])
  rig.store.fenced = () => false
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['like', 'like too', 'a', 'b'])
  assert.equal(rig.counted.stored, 4)
})

test('closing does not wait for a store that is away', async t => {
  const rig = new Rig()
  rig.store.before = away
  const worker = await rig.start(t)
  await rig.append(['a'])
  await until(() => (rig.counted.retried ?? 0) > 0)
  await worker.close()
  rig.store.before = () => {}
  await rig.start(t)
  await rig.finished()
  assert.deepEqual(await rig.store.ids(), ['a'])
})
