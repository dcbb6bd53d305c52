// A broker that dies, stands still, or holds what is not ours.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import kafkajs from 'kafkajs'
import { encodeEntry } from '../../../../engine/adapters/kafka/records.ts'
import { startKafka } from '../../../fixtures/kafka.ts'
import {
  assertInOrder,
  diligent,
  hearing,
  RECOVERY,
  speaking,
} from '../../../fixtures/log-speaker.ts'
import { entry } from '../../../fixtures/message.ts'
import { lagOf } from '../../../fixtures/opened-log.ts'
import { until } from '../../../until.ts'

const kafka = await startKafka()

describe('a broker in trouble', { concurrency: false }, () => {
  test('killed in the middle, it loses nothing that was acknowledged', async t => {
    const { log } = await kafka.open(t, { answerMs: 2_000 })
    const { ear } = await diligent(log)
    const speaker = speaking(log)
    await until(() => speaker.taken.size > 200)
    await kafka.kill()
    await until(() => speaker.refused.length > 100)
    await kafka.start()
    const before = speaker.taken.size
    await until(() => speaker.taken.size > before + 200, RECOVERY)
    await speaker.stop()
    await hearing(ear, speaker.taken)
    assertInOrder(ear)
    assert.ok(speaker.refused.includes('log-unavailable') && speaker.refused.includes('log-unsure'))
  })

  test('standing still for 5 s, it costs time and nothing else', async t => {
    const { log } = await kafka.open(t, { answerMs: 15_000 })
    const { ear } = await diligent(log)
    const speaker = speaking(log)
    await until(() => speaker.taken.size > 200)
    kafka.pause()
    await new Promise(resolve => setTimeout(resolve, 5_000)) // the length of the stall is the test
    kafka.resume()
    const before = speaker.taken.size
    await until(() => speaker.taken.size > before + 200, RECOVERY)
    await speaker.stop()
    assert.deepEqual(speaker.refused, [])
    await hearing(ear, speaker.taken)
    assertInOrder(ear)
  })

  test('gone for good, it does not keep a log from closing', async t => {
    const { log } = await kafka.open(t, { answerMs: 500 })
    await diligent(log)
    await kafka.kill()
    const unsure = assert.rejects(log.append(0, entry('a')), { code: 'log-unsure' })
    await log.close()
    await unsure
    await kafka.start()
  })
})

test('what is not ours is put aside, counted, and passed over', async t => {
  let counted = 0
  const count = (_: 'dead', times = 1) => {
    counted += times
  }
  const { log, prefix, troubles } = await kafka.open(t, { count })
  await log.append(0, entry('a'))
  const stranger = kafka.client.producer()
  await stranger.connect()
  const timeless = encodeEntry(entry('c', { at: 1.5 })).toString()
  const values = ['not ours', '{"v":1,"type":"mess', '{"v":2,"type":"message"}', timeless]
  const messages = values.map(value => ({ value, partition: 0 }))
  await stranger.send({ topic: `${prefix}.log`, messages })
  await stranger.disconnect()
  await log.append(0, entry('b'))

  const { ear, subscription } = await diligent(log)
  await until(() => ear.heard.length === 2)
  assert.deepEqual(
    ear.heard.map(({ offset }) => offset),
    [0, 5],
  )
  assert.equal(counted, 4)
  assert.match(`${troubles[0]?.why}`, /not JSON/)
  assert.equal(troubles.length, 1, 'the log tells of a few')
  await until(async () => (await lagOf(subscription))[0] === 0)

  const put: { value: string; offset: string }[] = []
  const reader = kafka.client.consumer({ groupId: `${prefix}.undertaker`, maxWaitTimeInMs: 100 })
  await reader.subscribe({ topic: `${prefix}.dead`, fromBeginning: true })
  await reader.run({
    eachMessage: async ({ message: { value, headers } }) => {
      put.push({ value: `${value}`, offset: `${headers?.offset}` })
    },
  })
  await until(() => put.length === 4)
  await reader.disconnect()
  assert.deepEqual(
    put,
    values.map((value, index) => ({ value, offset: `${index + 1}` })),
  )
})

test('a producer that has given up a batch has a successor', async t => {
  const { log, prefix, troubles } = await kafka.open(t, { partitions: 1 })
  await log.append(0, entry('a'))
  const [name, value] = ['max.message.bytes', '1000']
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: `${prefix}.log` }
  const resources = [{ ...resource, configEntries: [{ name, value }] }]
  await kafka.admin.alterConfigs({ validateOnly: false, resources })
  const long = entry('b', { body: { text: 'x'.repeat(5_000) } })
  await assert.rejects(log.append(0, long), { code: 'log-unsure' })
  assert.deepEqual(await log.append(0, entry('c')), { offset: 1 })
  assert.match(`${troubles[0]?.text}`, /gave up a batch of 1 records/)
  const { ear } = await diligent(log)
  await until(() => ear.heard.length === 2)
  assert.deepEqual(ear.texts(0), ['a', 'c'])
})

test('a topic with fewer partitions is refused in words, one with more is used', async t => {
  const { prefix } = await kafka.open(t, { partitions: 4 })
  await assert.rejects(kafka.open(t, { prefix, partitions: 5 }), {
    code: 'bad-config',
    message: /has 4 partitions and log.partitions is 5/,
  })
  const { log } = await kafka.open(t, { prefix, partitions: 2 })
  assert.equal(log.partitions, 4)
  await log.append(3, entry('a'))
})

test('a topic keeps what it was made to keep, and one that keeps too little is refused', async t => {
  const { prefix } = await kafka.open(t, { retentionMs: 120_000, rewindMs: 120_000 })
  await assert.rejects(kafka.open(t, { prefix, retentionMs: 600_000, rewindMs: 120_001 }), {
    code: 'bad-config',
    message: /keeps what was said for 120000 ms .* ingest.rewindMs is 120001/,
  })
})

test('nobody there is said in words', async t => {
  const nobody = { brokers: ['127.0.0.1:1'] }
  await assert.rejects(kafka.open(t, nobody), {
    code: 'log-unavailable',
    message: /127.0.0.1:1/,
  })
})

test('a topic made again is another log', async t => {
  const { log, prefix } = await kafka.open(t)
  const { log: same } = await kafka.open(t, { prefix })
  assert.equal(same.identity, log.identity)
  await Promise.all([log.close(), same.close()])
  await kafka.admin.deleteTopics({ topics: [`${prefix}.log`] })
  const { log: other } = await kafka.open(t, { prefix })
  assert.notEqual(other.identity, log.identity)
})
