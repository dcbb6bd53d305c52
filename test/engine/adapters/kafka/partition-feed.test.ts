import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fetched, PartitionFeed } from '../../../../engine/adapters/kafka/partition-feed.ts'
import { encodeEntry } from '../../../../engine/adapters/kafka/records.ts'
import type { LogReader } from '../../../../engine/ports/message-log.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { LogEar } from '../../../fixtures/log-ear.ts'
import { entry, NOON } from '../../../fixtures/message.ts'
import { until } from '../../../until.ts'

function fed(from = 0, reader?: LogReader) {
  const ear = new LogEar(reader)
  const poison: string[] = []
  const more: boolean[] = []
  const feed = new PartitionFeed({
    partition: 7,
    from,
    reader: ear,
    poison: ({ offset }, why) => poison.push(`${offset}: ${why}`),
    fetchMore: wanted => more.push(wanted),
    progressed: () => {},
  })
  return { feed, ear, poison, more }
}

/** Records `from` to `to`, each saying its offset. */
function fetched(from: number, to: number): Fetched[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    offset: `${from + index}`,
    timestamp: `${NOON}`,
    value: encodeEntry(entry(`${from + index}`)),
  }))
}

test('records come in order, with their place and time', async () => {
  const { feed, ear } = fed(5)
  feed.take(fetched(5, 6))
  await until(() => ear.heard.length === 2)
  assert.deepEqual(ear.heard[0], { partition: 7, offset: 5, appendedAt: NOON, entry: entry('5') })
  assert.deepEqual(ear.texts(7), ['5', '6'])
})

test('what is done moves the commit up to the first gap', async () => {
  const { feed, ear } = fed()
  feed.take(fetched(0, 3))
  await until(() => ear.heard.length === 4)
  for (const offset of [0, 1, 3]) feed.done(offset)
  assert.equal(feed.committed, 2)
  feed.done(2)
  assert.equal(feed.committed, 4)
})

test('poison is put aside, passed over and as good as done', async () => {
  const { feed, ear, poison } = fed()
  const [first, last] = fetched(0, 1) as [Fetched, Fetched]
  feed.take([{ ...first, value: Buffer.from('?') }, last])
  await until(() => ear.heard.length === 1)
  assert.deepEqual(poison, ['0: not JSON, or cut off'])
  feed.done(1)
  assert.equal(feed.committed, 2)
})

test('fetching stops while much waits here, and goes on when it was handed out', async () => {
  const gate = new Gate()
  const { feed, ear, more } = fed(0, { receive: () => gate.opened })
  feed.take(fetched(0, 1_999))
  assert.deepEqual(more, [false])
  gate.open()
  await until(() => ear.heard.length === 2_000)
  assert.deepEqual(more, [false, true])
})

test('going back while the reader has some in hand hands out from there', async () => {
  const gate = new Gate()
  const { feed, ear } = fed(0, {
    receive: async records => {
      if (records[0]?.offset === 0 && ear.heard.length === 3) await gate.opened
    },
  })
  feed.take(fetched(0, 2))
  await until(() => ear.heard.length === 3)
  assert.equal(feed.rewind(1), true)
  assert.equal(feed.rewind(1), false)
  gate.open()
  feed.done(2)
  assert.equal(feed.committed, 0)
  feed.take(fetched(1, 2))
  await until(() => ear.heard.length === 5)
  assert.deepEqual(ear.texts(7), ['0', '1', '2', '1', '2'])
})

test('what was rejected before going back does not come twice', async () => {
  const gate = new Gate()
  let refusals = 1
  const { feed, ear } = fed(0, {
    receive: async () => {
      if (refusals-- > 0) await gate.opened.then(() => Promise.reject(new Error('not now')))
    },
  })
  feed.take(fetched(0, 2))
  await until(() => ear.heard.length === 3)
  feed.rewind(1)
  gate.open()
  feed.take(fetched(1, 2))
  await until(() => ear.heard.length === 5)
  assert.deepEqual(ear.texts(7), ['0', '1', '2', '1', '2'])
})

test('what the log has let go of is past', async () => {
  const { feed, ear } = fed()
  feed.take(fetched(0, 1))
  await until(() => ear.heard.length === 2)
  feed.take(fetched(10, 11))
  await until(() => ear.heard.length === 4)
  assert.equal(feed.committed, 10)
  feed.done(10)
  assert.equal(feed.committed, 11)
})

test('stopping waits for what the reader has in hand, and hands out no more', async () => {
  const gate = new Gate()
  const { feed, ear } = fed(0, { receive: () => gate.opened })
  feed.take(fetched(0, 600))
  await until(() => ear.heard.length === 500)
  const stopped = feed.stop()
  gate.open()
  await stopped
  assert.equal(ear.heard.length, 500)
})
