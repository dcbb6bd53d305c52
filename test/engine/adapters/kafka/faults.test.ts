// A broker that dies, stands still, or holds what is not ours.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, test } from 'node:test'
import type { KafkaMessageLog } from '../../../../engine/adapters/kafka/message-log.ts'
import type { Fault } from '../../../../engine/fault.ts'
import type { Subscription } from '../../../../engine/ports/message-log.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { startKafka } from '../../../fixtures/kafka.ts'
import { LogEar } from '../../../fixtures/log-ear.ts'
import { entry } from '../../../fixtures/message.ts'
import { finishAll, lagOf } from '../../../fixtures/opened-log.ts'
import { until } from '../../../until.ts'

/** From the broker's return until readers and writers go on by themselves. */
const RECOVERY = { withinMs: 20_000 }

const kafka = await startKafka()

/** Speaks into both partitions, a little every few ms, until told to stop. */
function speaking(log: KafkaMessageLog) {
  const taken = new Set<string>()
  const refused: Fault['code'][] = []
  const answers: Promise<void>[] = []
  let spoken = 0
  const speak = () => {
    const partition = spoken % 2
    const text = `m${String(spoken++).padStart(6, '0')}`
    const answer = log.append(partition, entry(text)).then(
      () => void taken.add(text),
      (fault: Fault) => void refused.push(fault.code),
    )
    answers.push(answer)
  }
  const timer = setInterval(() => {
    for (let n = 0; n < 5; n++) speak()
  }, 10)
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(answers)
  }
  return { taken, refused, stop }
}

/** An ear whose member finishes all it hears. */
async function diligent(log: KafkaMessageLog, group = 'g') {
  let subscription: Subscription | undefined
  const ear: LogEar = new LogEar({
    receive: async records => {
      for (const record of records) subscription?.done(record)
    },
  })
  subscription = await log.subscribe(group, ear)
  return { ear, subscription }
}

function heardBy(...ears: readonly LogEar[]): ReadonlySet<string> {
  return new Set(ears.flatMap(ear => [...ear.texts(0), ...ear.texts(1)]))
}

/** Waits for all that was acknowledged. */
async function hearing(ear: LogEar, taken: ReadonlySet<string>): Promise<void> {
  const missing = () => {
    const heard = heardBy(ear)
    return [...taken].filter(text => !heard.has(text)).length
  }
  await until(() => missing() === 0, RECOVERY)
}

/** The first hearings of what each partition holds are in order. */
function assertInOrder(ear: LogEar): void {
  for (const partition of [0, 1]) {
    const heard = [...new Set(ear.texts(partition))]
    const early = heard.find((text, index) => index > 0 && text < (heard[index - 1] as string))
    assert.equal(early, undefined, `in partition ${partition}`)
  }
}

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
  const values = ['not ours', '{"v":1,"type":"mess', '{"v":2,"type":"message"}']
  const messages = values.map(value => ({ value, partition: 0 }))
  await stranger.send({ topic: `${prefix}.log`, messages })
  await stranger.disconnect()
  await log.append(0, entry('b'))

  const { ear, subscription } = await diligent(log)
  await until(() => ear.heard.length === 2)
  assert.deepEqual(
    ear.heard.map(({ offset }) => offset),
    [0, 4],
  )
  assert.equal(counted, 3)
  assert.match(`${troubles[0]?.why}`, /not JSON/)
  await until(async () => (await lagOf(subscription))[0] === 0)

  const put: { value: string; offset: string }[] = []
  const reader = kafka.client.consumer({ groupId: `${prefix}.undertaker`, maxWaitTimeInMs: 100 })
  await reader.subscribe({ topic: `${prefix}.dead`, fromBeginning: true })
  await reader.run({
    eachMessage: async ({ message: { value, headers } }) => {
      put.push({ value: `${value}`, offset: `${headers?.offset}` })
    },
  })
  await until(() => put.length === 3)
  await reader.disconnect()
  assert.deepEqual(
    put,
    values.map((value, index) => ({ value, offset: `${index + 1}` })),
  )
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
  await until(async () => !(await kafka.admin.listTopics()).includes(`${prefix}.log`))
  const { log: other } = await kafka.open(t, { prefix })
  assert.notEqual(other.identity, log.identity)
})

test('two members share, and when one leaves the other takes over without loss', async t => {
  const { log, prefix } = await kafka.open(t)
  const { log: elsewhere } = await kafka.open(t, { prefix })
  const one = await diligent(log)
  const two = await diligent(elsewhere)
  await until(() => one.subscription.partitions.length === 1)
  const speaker = speaking(log)
  await until(() => one.ear.heard.length > 100 && two.ear.heard.length > 100)
  await elsewhere.close()
  await until(() => one.subscription.partitions.length === 2)
  const before = speaker.taken.size
  await until(() => speaker.taken.size > before + 100)
  await speaker.stop()
  await until(async () => (await lagOf(one.subscription)).every(waiting => waiting === 0))
  const heard = heardBy(one.ear, two.ear)
  assert.equal(
    [...speaker.taken].find(text => !heard.has(text)),
    undefined,
  )
})

test('letting go may take longer than a session, and the heir waits', async t => {
  const { log, prefix } = await kafka.open(t)
  const { log: elsewhere } = await kafka.open(t, { prefix })
  let lettingGo = 0
  const letGo = new Gate()
  const holder = new LogEar({
    receive: async () => {},
    revoked: () => {
      lettingGo = performance.now()
      return letGo.opened
    },
  })
  await log.subscribe('g', holder)
  for (const partition of [0, 1]) await log.append(partition, entry('a'))
  await until(() => holder.heard.length === 2)
  const heir = new LogEar()
  const joining = elsewhere.subscribe('g', heir)
  await until(() => lettingGo > 0 && performance.now() - lettingGo > 4_500, RECOVERY)
  assert.deepEqual(heir.heard, [])
  letGo.open()
  await joining
  await until(() => heir.heard.length === 1)
})

test('a member that is killed is replaced without loss', async t => {
  const { log, prefix } = await kafka.open(t)
  const one = await diligent(log)
  const program = new URL('../../../fixtures/kafka-member.js', import.meta.url).pathname
  const other = spawn(process.execPath, [program, `${kafka.url}/${prefix}`, '2'])
  t.after(() => other.kill('SIGKILL'))
  let told = ''
  other.stdout.on('data', text => {
    told += text
  })
  const speaker = speaking(log)
  await until(() => told.length > 1_000, RECOVERY)
  other.kill('SIGKILL')
  await until(() => one.subscription.partitions.length === 2, RECOVERY)
  await speaker.stop()
  await until(async () => (await lagOf(one.subscription)).every(waiting => waiting === 0), RECOVERY)
  const heard = new Set([...heardBy(one.ear), ...told.split('\n')])
  assert.equal(
    [...speaker.taken].find(text => !heard.has(text)),
    undefined,
  )
})

test('a reader that is slow holds back fetching, and hears everything', async t => {
  const { log } = await kafka.open(t, { partitions: 1 })
  const texts = Array.from({ length: 9_000 }, (_, n) => `m${n}`)
  await Promise.all(texts.map(text => log.append(0, entry(text))))
  const ear = new LogEar({ receive: () => new Promise(resolve => setTimeout(resolve, 20)) })
  const subscription = await log.subscribe('g', ear)
  await until(() => ear.heard.length >= texts.length, RECOVERY)
  assert.deepEqual(ear.texts(0), texts)
  finishAll({ ear, subscription })
  await until(async () => (await lagOf(subscription))[0] === 0)
})
