// What every MessageLog promises to groups: a place of their own, shares for their members,
// and nothing passed over when members come and go. A part of the log's contract.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Gate } from '../fixtures/gate.ts'
import { LogEar } from '../fixtures/log-ear.ts'
import { entry } from '../fixtures/message.ts'
import { finishAll, lagOf, type OpenMessageLog, openedLog } from '../fixtures/opened-log.ts'
import { until } from '../until.ts'

export function messageLogGroupsContract(name: string, open: OpenMessageLog): void {
  describe(`MessageLog groups: ${name}`, () => {
    test('each group keeps its own place, and a new one starts at the beginning', async t => {
      const { log, join } = await openedLog(t, open)
      await log.append(0, entry('a'))
      const one = await join('one')
      await until(() => one.ear.heard.length === 1)
      finishAll(one)
      await log.append(0, entry('b'))
      const two = await join('two')
      await until(() => one.ear.heard.length === 2 && two.ear.heard.length === 2)
      assert.deepEqual(
        [one.ear.texts(0), two.ear.texts(0)],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      )
    })

    test('what is not done goes to the next member, from the first gap on', async t => {
      const { log, join } = await openedLog(t, open)
      for (const text of ['a', 'b', 'c', 'd', 'e']) await log.append(0, entry(text))
      const first = await join('g')
      await until(() => first.ear.heard.length === 5)
      for (const offset of [3, 0, 1]) first.subscription.done({ partition: 0, offset })
      await first.subscription.close()
      const next = await join('g')
      await until(() => next.ear.texts(0).includes('e'))
      assert.deepEqual(next.ear.texts(0), ['c', 'd', 'e'])
    })

    test('what is done is not given again', async t => {
      const { log, join } = await openedLog(t, open)
      await log.append(0, entry('a'))
      const first = await join('g')
      await until(() => first.ear.heard.length === 1)
      finishAll(first)
      await first.subscription.close()
      const next = await join('g')
      await log.append(0, entry('b'))
      await until(() => next.ear.heard.length > 0)
      assert.deepEqual(next.ear.texts(0), ['b'])
    })

    test('leaving waits for what receive has in hand, and commits what it finishes', async t => {
      const { log, join } = await openedLog(t, open)
      const gate = new Gate()
      const ear = new LogEar({ receive: () => gate.opened.then(() => finishAll(leaver)) })
      const leaver = await join('g', ear)
      await log.append(0, entry('a'))
      await until(() => ear.heard.length === 1)
      setImmediate(() => gate.open())
      await leaver.subscription.close()
      const next = await join('g')
      await log.append(0, entry('b'))
      await until(() => next.ear.heard.length > 0)
      assert.deepEqual(next.ear.texts(0), ['b'])
    })

    test('a partition has one member of a group, and each member its share', async t => {
      const { log, join } = await openedLog(t, open, { partitions: 4 })
      const one = await join('g')
      await until(() => one.subscription.partitions.length === 4)
      const two = await join('g')
      const owned = () => [one, two].map(({ subscription }) => subscription.partitions)
      await until(() => owned().every(({ length }) => length === 2))
      assert.deepEqual(owned().flat().sort(), [0, 1, 2, 3])
      for (const partition of [0, 1, 2, 3]) await log.append(partition, entry(`p${partition}`))
      await until(() => one.ear.heard.length + two.ear.heard.length >= 4)
      for (const { ear, subscription } of [one, two])
        assert.ok(ear.heard.every(({ partition }) => subscription.partitions.includes(partition)))
    })

    test('a member is told what it loses, and its heir waits until it has let go', async t => {
      const { log, join } = await openedLog(t, open)
      const letGo = new Gate()
      const lost: number[] = []
      const holder = new LogEar({
        receive: async () => {},
        revoked: async partitions => {
          lost.push(...partitions)
          await letGo.opened
        },
      })
      const one = await join('g', holder)
      await until(() => one.subscription.partitions.length === 2)
      const heir = new LogEar()
      const joining = join('g', heir)
      await until(() => lost.length > 0)
      for (const partition of [0, 0, 1, 1]) await log.append(partition, entry('a'))
      const witness = await join('other')
      await until(() => witness.ear.heard.length === 4)
      assert.deepEqual(heir.heard, [])
      letGo.open()
      const { subscription } = await joining
      const [partition] = subscription.partitions as [number]
      assert.ok(lost.includes(partition))
      await until(() => heir.texts(partition).length === 2)
    })

    test('who has lost a partition finishes nothing in it', async t => {
      const { log, join } = await openedLog(t, open)
      for (const partition of [0, 1]) await log.append(partition, entry('a'))
      const one = await join('g')
      await until(() => one.ear.heard.length === 2)
      const two = await join('g')
      await until(() => two.ear.heard.length === 1)
      const [lost] = two.subscription.partitions as [number]
      one.subscription.done({ partition: lost, offset: 0 })
      assert.deepEqual(await lagOf(two.subscription), [1])
    })

    test('the partitions of a member that left go to the others', async t => {
      const { log, join } = await openedLog(t, open)
      const one = await join('g')
      const two = await join('g')
      await until(() => one.subscription.partitions.length === 1)
      await one.subscription.close()
      await until(() => two.subscription.partitions.length === 2)
      assert.deepEqual([...two.subscription.partitions].sort(), [0, 1])
      for (const partition of [0, 1]) await log.append(partition, entry('a'))
      await until(() => two.ear.heard.length === 2)
      assert.deepEqual(one.ear.heard, [])
    })

    test('a member that left hears no more', async t => {
      const { log, join } = await openedLog(t, open)
      const gone = await join('g')
      await gone.subscription.close()
      await gone.subscription.close()
      const other = await join('other')
      await log.append(0, entry('a'))
      await until(() => other.ear.heard.length === 1)
      assert.deepEqual([gone.ear.heard, gone.subscription.partitions], [[], []])
    })
  })
}
