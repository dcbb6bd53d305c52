// A member while its group deals partitions anew, turn by turn.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GroupMember } from '../../../../engine/adapters/kafka/subscription.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { COMMITTED, EARLIER, HandTurnedKafka } from '../../../fixtures/hand-turned-kafka.ts'
import { LogEar } from '../../../fixtures/log-ear.ts'
import { until } from '../../../until.ts'

type After = { after(fn: () => Promise<void>): void }

async function joined(t: After, reader?: ConstructorParameters<typeof LogEar>[0]) {
  const kafka = new HandTurnedKafka()
  const ear = new LogEar(reader)
  const { kafka: client, admin, topic } = kafka
  const told = { poison: () => {}, onTrouble: () => {} }
  const options = { kafka: client, admin, topic, groupId: 'g', reader: ear, ...told }
  const member = await GroupMember.join(options, new Set())
  t.after(() => member.close())
  return { kafka, ear, member }
}

test('a rewind while partitions are dealt is refused, and the next goes back in all of them', async t => {
  const { kafka, member } = await joined(t)
  await kafka.deal()
  await assert.rejects(member.rewind(0), { code: 'log-unavailable' })
  kafka.own([0, 1])
  await member.rewind(0)
  const places = [0, 1].map(partition => [partition, `${EARLIER}`])
  assert.deepEqual([kafka.sought, kafka.committed], [places, places])
})

test('a rewind that is overtaken by a deal is refused', async t => {
  const letGo = new Gate()
  const { kafka, member } = await joined(t, {
    receive: async () => {},
    revoked: () => letGo.opened,
  })
  const dealt = kafka.deal()
  const refused = assert.rejects(member.rewind(0), { code: 'log-unavailable' })
  letGo.open()
  await dealt
  kafka.own([0, 1])
  await refused
  await member.rewind(0)
  assert.equal(kafka.committed.length, 2)
})

test('what is heard is committed, though somebody asked for the lag between two deals', async t => {
  const { kafka, ear, member } = await joined(t)
  await kafka.deal()
  const answers = new Gate()
  kafka.answers = answers.opened
  const lag = member.lag()
  kafka.own([0, 1])
  const taken = kafka.bring(0, COMMITTED, ['a'])
  answers.open()
  await Promise.all([lag, taken])
  await until(() => ear.heard.length === 1)
  member.done({ partition: 0, offset: COMMITTED })
  await until(() => kafka.committed.length === 1)
  assert.deepEqual(kafka.committed, [[0, `${COMMITTED + 1}`]])
})

test('what was fetched before a deal is not handed out after it', async t => {
  const { kafka, ear, member } = await joined(t)
  const answers = new Gate()
  kafka.answers = answers.opened
  const taken = kafka.bring(0, COMMITTED, ['a'])
  await kafka.deal()
  kafka.own([1])
  answers.open()
  await taken
  assert.deepEqual(kafka.resolved, [])
  await kafka.bring(1, COMMITTED, ['b'])
  await until(() => ear.heard.length === 1)
  assert.deepEqual([ear.texts(0), ear.texts(1), member.partitions], [[], ['b'], [1]])
})
