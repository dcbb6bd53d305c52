import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryMessageLog } from '../../../../engine/adapters/memory/message-log.ts'
import { messageLogContract } from '../../../contracts/message-log.ts'
import { LogEar } from '../../../fixtures/log-ear.ts'
import { entry, NOON } from '../../../fixtures/message.ts'
import { until } from '../../../until.ts'

messageLogContract(
  'memory',
  async options => new MemoryMessageLog({ ...options, keepMs: 600_000, most: 10_000 }),
)

test('a full log refuses, and takes again once the oldest is committed by every group', async () => {
  const log = new MemoryMessageLog({ partitions: 2, now: () => NOON, keepMs: 60_000, most: 3 })
  const [one, two] = [new LogEar(), new LogEar()]
  const first = await log.subscribe('one', one)
  const second = await log.subscribe('two', two)
  for (const partition of [0, 1, 0]) await log.append(partition, entry('a'))
  await assert.rejects(log.append(1, entry('b')), { code: 'log-unavailable' })

  await until(() => one.heard.length === 3 && two.heard.length === 3)
  first.done({ partition: 0, offset: 0 })
  await assert.rejects(log.append(1, entry('b')), { code: 'log-unavailable' })
  second.done({ partition: 0, offset: 0 })
  assert.deepEqual(await log.append(1, entry('b')), { offset: 1 })
  await assert.rejects(log.append(1, entry('c')), { code: 'log-unavailable' })
  await log.close()
})

test('what nobody has joined for yet is kept, however old', async () => {
  let now = NOON
  const log = new MemoryMessageLog({ partitions: 1, now: () => now, keepMs: 1_000, most: 10 })
  await log.append(0, entry('a'))
  now += 5_000
  await log.append(0, entry('b'))
  const ear = new LogEar()
  await log.subscribe('g', ear)
  await until(() => ear.heard.length === 2)
  await log.close()
})

test('what was let go leaves room for as much as ever, and no more', async () => {
  let now = NOON
  const log = new MemoryMessageLog({ partitions: 1, now: () => now, keepMs: 1_000, most: 3 })
  const ear = new LogEar()
  const subscription = await log.subscribe('g', ear)
  for (const text of ['a', 'b', 'c']) await log.append(0, entry(text))
  await until(() => ear.heard.length === 3)
  for (const record of ear.heard) subscription.done(record)
  now += 1_000
  for (const text of ['d', 'e', 'f']) await log.append(0, entry(text))
  await assert.rejects(log.append(0, entry('g')), { code: 'log-unavailable' })
  await log.close()
})

test('a clock that steps back does not unsort the log', async () => {
  let now = NOON
  const log = new MemoryMessageLog({ partitions: 1, now: () => now, keepMs: 60_000, most: 10 })
  await log.append(0, entry('a'))
  now -= 5_000
  await log.append(0, entry('b'))
  const ear = new LogEar()
  await log.subscribe('g', ear)
  await until(() => ear.heard.length === 2)
  assert.deepEqual(
    ear.heard.map(({ appendedAt }) => appendedAt),
    [NOON, NOON],
  )
  await log.close()
})

test('going back reaches what is within keepMs, and not what was let go', async () => {
  let now = NOON
  const log = new MemoryMessageLog({ partitions: 1, now: () => now, keepMs: 1_000, most: 10 })
  const ear = new LogEar()
  const subscription = await log.subscribe('g', ear)
  for (const text of ['a', 'b', 'c']) {
    await log.append(0, entry(text))
    await until(() => ear.texts(0).includes(text))
    for (const record of ear.heard) subscription.done(record)
    now += 600
  }
  await subscription.rewind(0)
  await until(() => ear.heard.length === 5)
  assert.deepEqual(ear.texts(0), ['a', 'b', 'c', 'b', 'c'])
  await log.close()
})

test('what is appended in one turn is handed out in one batch, at most 500', async () => {
  const log = new MemoryMessageLog({ partitions: 1, now: () => NOON, keepMs: 0, most: 2_000 })
  const sizes: number[] = []
  await log.subscribe('g', {
    receive: async records => {
      sizes.push(records.length)
    },
  })
  await Promise.all(Array.from({ length: 1_200 }, (_, n) => log.append(0, entry(`m${n}`))))
  await until(() => sizes.reduce((sum, size) => sum + size, 0) === 1_200)
  assert.deepEqual(sizes, [500, 500, 200])
  await log.close()
})
