// What every MessageLog promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type {
  LogReader,
  LogRecord,
  MessageLog,
  Subscription,
} from '../../engine/ports/message-log.ts'
import { Gate } from '../fixtures/gate.ts'
import { LogEar } from '../fixtures/log-ear.ts'
import { entry, NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'

export type MessageLogOptions = { readonly partitions: number; readonly now: () => number }
/** Opens a log with nothing in it. */
export type OpenMessageLog = (options: MessageLogOptions) => Promise<MessageLog>

type After = { after(fn: () => Promise<void>): void }

export function messageLogContract(name: string, open: OpenMessageLog): void {
  describe(`MessageLog: ${name}`, () => {
    test('numbers each partition densely from 0', async t => {
      const { log } = await opened(t)
      const offsets = []
      for (const partition of [0, 0, 1, 0])
        offsets.push((await log.append(partition, entry('a'))).offset)
      assert.deepEqual(offsets, [0, 1, 0, 2])
      assert.equal(log.partitions, 2)
    })

    test('keeps the order of what was appended without waiting', async t => {
      const { log, join } = await opened(t)
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
      const { log, join } = await opened(t)
      const spoken = entry('€😀', { kind: 'gift', priority: 'whitelist' })
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
      const { log, join } = await opened(t)
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

    test('each group keeps its own place, and a new one starts at the beginning', async t => {
      const { log, join } = await opened(t)
      await log.append(0, entry('a'))
      const one = await join('one')
      await until(() => one.ear.heard.length === 1)
      finish(one.subscription, one.ear.heard)
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

    test('the next records of a partition wait for receive, other partitions do not', async t => {
      const { log, join } = await opened(t)
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
      const { log, join } = await opened(t)
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

    test('what is not done goes to the next member, from the first gap on', async t => {
      const { log, join } = await opened(t)
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
      const { log, join } = await opened(t)
      await log.append(0, entry('a'))
      const first = await join('g')
      await until(() => first.ear.heard.length === 1)
      finish(first.subscription, first.ear.heard)
      await first.subscription.close()
      const next = await join('g')
      await log.append(0, entry('b'))
      await until(() => next.ear.heard.length > 0)
      assert.deepEqual(next.ear.texts(0), ['b'])
    })

    test('a partition has one member of a group, and each member its share', async t => {
      const { log, join } = await opened(t, { partitions: 4 })
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
      const { log, join } = await opened(t)
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
      const [partition] = lost as [number]
      await log.append(partition, entry('a'))
      await log.append(partition, entry('b'))
      assert.deepEqual(heir.heard, [])
      letGo.open()
      await joining
      await until(() => heir.texts(partition).length === 2)
    })

    test('the partitions of a member that left go to the others', async t => {
      const { log, join } = await opened(t)
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

    test('rewind gives again what the log took since then, done or not', async t => {
      const { log, join, turn } = await opened(t)
      for (const text of ['a', 'b', 'c']) {
        await log.append(0, entry(text))
        turn(1_000)
      }
      const { ear, subscription } = await join('g')
      await until(() => ear.heard.length === 3)
      finish(subscription, ear.heard)
      await subscription.rewind(NOON + 1_000)
      await until(() => ear.heard.length === 5)
      assert.deepEqual(ear.texts(0), ['a', 'b', 'c', 'b', 'c'])
    })

    test('rewind to a time that is yet to come passes nothing over', async t => {
      const { log, join } = await opened(t)
      await log.append(0, entry('a'))
      const { ear, subscription } = await join('g')
      await subscription.rewind(NOON + 60_000)
      await log.append(0, entry('b'))
      await until(() => ear.texts(0).includes('b'))
      assert.deepEqual(ear.texts(0), ['a', 'b'])
    })

    test('lag is what waits after the last commit', async t => {
      const { log, join } = await opened(t)
      for (const text of ['a', 'b', 'c']) await log.append(0, entry(text))
      const { ear, subscription } = await join('g')
      await until(() => ear.heard.length === 3)
      assert.deepEqual(await lagOf(subscription), [3, 0])
      subscription.done({ partition: 0, offset: 1 })
      assert.deepEqual(await lagOf(subscription), [3, 0])
      subscription.done({ partition: 0, offset: 0 })
      await until(async () => (await lagOf(subscription))[0] === 1)
    })

    test('a member that left hears no more', async t => {
      const { log, join } = await opened(t)
      const gone = await join('g')
      await gone.subscription.close()
      await gone.subscription.close()
      const other = await join('other')
      await log.append(0, entry('a'))
      await until(() => other.ear.heard.length === 1)
      assert.deepEqual([gone.ear.heard, gone.subscription.partitions], [[], []])
    })

    test('logs have identities of their own', async t => {
      const [one, other] = [await opened(t), await opened(t)]
      assert.ok(one.log.identity.length > 0)
      assert.notEqual(one.log.identity, other.log.identity)
    })

    test('a closed log takes nothing', async t => {
      const { log } = await opened(t)
      await log.close()
      await assert.rejects(log.append(0, entry('a')), { code: 'log-unavailable' })
    })
  })

  async function opened(t: After, { partitions = 2 } = {}) {
    let now = NOON
    const log = await open({ partitions, now: () => now })
    t.after(() => log.close())
    const join = async (group: string, ear = new LogEar()) => {
      const subscription = await log.subscribe(group, ear)
      return { ear, subscription }
    }
    const turn = (ms: number) => {
      now += ms
    }
    return { log, join, turn }
  }
}

function finish(subscription: Subscription, records: readonly LogRecord[]): void {
  for (const record of records) subscription.done(record)
}

/** What waits in each of the member's partitions, in their order. */
async function lagOf(subscription: Subscription): Promise<number[]> {
  const lag = [...(await subscription.lag())]
  return lag.sort((a, b) => a.partition - b.partition).map(({ waiting }) => waiting)
}
