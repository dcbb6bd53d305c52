// What every MessageLog promises. Each adapter runs this one suite; how the members of a
// group share the log has a part of its own.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogReader } from '../../engine/ports/message-log.ts'
import { Gate } from '../fixtures/gate.ts'
import { LogEar } from '../fixtures/log-ear.ts'
import { entry, NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { finishAll, lagOf, type OpenMessageLog, openedLog } from '../fixtures/opened-log.ts'
import { until } from '../until.ts'
import { messageLogGroupsContract } from './message-log-groups.ts'

export function messageLogContract(name: string, open: OpenMessageLog): void {
  describe(`MessageLog: ${name}`, () => {
    test('numbers each partition densely from 0', async t => {
      const { log } = await openedLog(t, open)
      const offsets = []
      for (const partition of [0, 0, 1, 0])
        offsets.push((await log.append(partition, entry('a'))).offset)
      assert.deepEqual(offsets, [0, 1, 0, 2])
      assert.equal(log.partitions, 2)
    })

    test('keeps the order of what was appended without waiting', async t => {
      const { log, join } = await openedLog(t, open)
      const texts = Array.from({ length: 100 }, (_, n) => `m${n}`)
      const offsets = await Promise.all(texts.map(text => log.append(0, entry(text))))
      assert.deepEqual(
        offsets.map(({ offset }) => offset),
        texts.map((_, n) => n),
      )
      const { ear } = await join('g')
      await until(() => ear.heard.length === 100)
      assert.deepEqual(ear.texts(0), texts)
    })

    test('gives back messages and marks whole, with their place and time', async t => {
      const { log, join } = await openedLog(t, open)
      const spoken = entry('a', { kind: 'gift', priority: 'whitelist', body: { text: '€😀' } })
      const mark = { type: 'mark', mark: 'opened', room: ROOM, stream: STREAM, at: NOON } as const
      await log.append(1, spoken)
      await log.append(1, mark)
      const { ear } = await join('g')
      await until(() => ear.heard.length === 2)
      assert.deepEqual(ear.heard, [
        { partition: 1, offset: 0, appendedAt: NOON, entry: spoken },
        { partition: 1, offset: 1, appendedAt: NOON, entry: mark },
      ])
    })

    test('says nothing before subscribe has resolved', async t => {
      const { log, join } = await openedLog(t, open)
      await log.append(0, entry('a'))
      let resolved = false
      let early = false
      const reader: LogReader = {
        receive: async () => {
          early ||= !resolved
        },
      }
      const ear = new LogEar(reader)
      await join('g', ear)
      resolved = true
      await until(() => ear.heard.length === 1)
      assert.equal(early, false)
    })

    test('the next records of a partition wait for receive, other partitions do not', async t => {
      const { log, join } = await openedLog(t, open)
      const gate = new Gate()
      const ear = new LogEar({
        receive: async ([record]) => {
          if (record?.partition === 0 && record.offset === 0) await gate.opened
        },
      })
      await join('g', ear)
      await log.append(0, entry('a'))
      await until(() => ear.texts(0).length === 1)
      await log.append(0, entry('b'))
      await log.append(1, entry('c'))
      await until(() => ear.texts(1).length === 1)
      assert.deepEqual(ear.texts(0), ['a'])
      gate.open()
      await until(() => ear.texts(0).length === 2)
    })

    test('records whose receive rejected come again, and none is passed over', async t => {
      const { log, join } = await openedLog(t, open)
      let refusals = 2
      const ear = new LogEar({
        receive: async () => {
          if (refusals-- > 0) throw new Error('not now')
        },
      })
      await log.append(0, entry('a'))
      await log.append(0, entry('b'))
      await join('g', ear)
      await until(() => ear.texts(0).filter(text => text === 'b').length >= 1 && refusals < 0)
      assert.deepEqual(ear.texts(0).slice(-2), ['a', 'b'])
    })

    test('rewind gives again what the log took since then, done or not', async t => {
      const { log, join, turn } = await openedLog(t, open)
      for (const text of ['a', 'b', 'c']) {
        await log.append(0, entry(text))
        turn(1_000)
      }
      const { ear, subscription } = await join('g')
      await until(() => ear.heard.length === 3)
      finishAll({ ear, subscription })
      await subscription.rewind(NOON + 1_000)
      await until(() => ear.heard.length === 5)
      assert.deepEqual(ear.texts(0), ['a', 'b', 'c', 'b', 'c'])
    })

    test('what is given again is unfinished until it is done again', async t => {
      const { log, join, turn } = await openedLog(t, open)
      for (const text of ['a', 'b', 'c']) {
        await log.append(0, entry(text))
        turn(1_000)
      }
      const { ear, subscription } = await join('g')
      await until(() => ear.heard.length === 3)
      finishAll({ ear, subscription })
      await until(async () => (await lagOf(subscription))[0] === 0)
      await subscription.rewind(NOON + 1_000)
      await until(() => ear.heard.length === 5)
      subscription.done({ partition: 0, offset: 2 })
      assert.deepEqual(await lagOf(subscription), [2, 0])
      subscription.done({ partition: 0, offset: 1 })
      await until(async () => (await lagOf(subscription))[0] === 0)
    })

    test('what was not handed out cannot be done', async t => {
      const { log, join } = await openedLog(t, open)
      const { ear, subscription } = await join('g')
      subscription.done({ partition: 0, offset: 0 })
      await log.append(0, entry('a'))
      await until(() => ear.heard.length === 1)
      assert.deepEqual(await lagOf(subscription), [1, 0])
    })

    test('rewind to a time that is yet to come passes nothing over', async t => {
      const { log, join } = await openedLog(t, open)
      await log.append(0, entry('a'))
      const { ear, subscription } = await join('g')
      await subscription.rewind(NOON + 60_000)
      await log.append(0, entry('b'))
      await until(() => ear.texts(0).includes('b'))
      assert.deepEqual(ear.texts(0), ['a', 'b'])
    })

    test('lag is what waits after the last commit', async t => {
      const { log, join } = await openedLog(t, open)
      for (const text of ['a', 'b', 'c']) await log.append(0, entry(text))
      const { ear, subscription } = await join('g')
      await until(() => ear.heard.length === 3)
      assert.deepEqual(await lagOf(subscription), [3, 0])
      subscription.done({ partition: 0, offset: 1 })
      assert.deepEqual(await lagOf(subscription), [3, 0])
      subscription.done({ partition: 0, offset: 0 })
      await until(async () => (await lagOf(subscription))[0] === 1)
    })

    test('logs have identities of their own', async t => {
      const [one, other] = [await openedLog(t, open), await openedLog(t, open)]
      assert.ok(one.log.identity.length > 0)
      assert.notEqual(one.log.identity, other.log.identity)
    })

    test('a closed log takes nothing', async t => {
      const { log } = await openedLog(t, open)
      await log.close()
      await assert.rejects(log.append(0, entry('a')), { code: 'log-unavailable' })
    })
  })

  messageLogGroupsContract(name, open)
}
