// Members of a group that come, go, die and take their time.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { Gate } from '../../../fixtures/gate.ts'
import { startKafka } from '../../../fixtures/kafka.ts'
import { LogEar } from '../../../fixtures/log-ear.ts'
import { diligent, heardBy, RECOVERY, speaking } from '../../../fixtures/log-speaker.ts'
import { entry } from '../../../fixtures/message.ts'
import { finishAll, lagOf } from '../../../fixtures/opened-log.ts'
import { until } from '../../../until.ts'

const kafka = await startKafka()

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
