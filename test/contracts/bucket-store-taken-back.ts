// What every BucketStore promises of what is taken back. Part of its suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { START } from '../../engine/cursor.ts'
import type { MessageId, ViewerId } from '../../engine/ids.ts'
import { byPriority, isTakenBack } from '../../engine/message.ts'
import type { BucketStore, Limits } from '../../engine/ports/bucket-store.ts'
import { encoded, NOON, STREAM } from '../fixtures/message.ts'

type After = { after(fn: () => Promise<void>): void }

const MANY: Limits = byPriority(() => 1_000)

export function bucketStoreTakenBack(name: string, open: () => Promise<BucketStore>): void {
  describe(`BucketStore, taken back: ${name}`, () => {
    test('what is taken back keeps its number and has nothing to show', async t => {
      const store = await opened(t)
      await store.write(
        STREAM,
        ['a', 'b', 'c'].map(id => encoded(`low-${id}`)),
      )
      await store.write(STREAM, [encoded('whitelist-a', { priority: 'whitelist' })])
      const messages = ['low-b', 'whitelist-a', 'never-heard-of'] as MessageId[]
      assert.equal(await store.takeBack(STREAM, { of: 'messages', messages }), 2)
      assert.equal(await store.takeBack(STREAM, { of: 'messages', messages }), 0)
      const { low, whitelist } = await store.read(STREAM, START, MANY)
      assert.deepEqual(low.messages.map(isTakenBack), [false, true, false])
      assert.deepEqual(whitelist.messages.map(isTakenBack), [true])
      assert.deepEqual(
        low.messages.map(({ seq }) => seq),
        [1, 2, 3],
      )
      assert.deepEqual([low.first, low.last], [1, 3])
    })

    test('what was taken back before it came is known already', async t => {
      const store = await opened(t)
      const messages = ['late'] as MessageId[]
      assert.equal(await store.takeBack(STREAM, { of: 'messages', messages }), 0)
      const { outcomes } = await store.write(STREAM, [encoded('late'), encoded('other')])
      assert.deepEqual(outcomes, ['duplicate', 'stored'])
    })

    test('all that a sender said up to a time is taken back, whatever comes late', async t => {
      const store = await opened(t)
      const by = (sender: string, id: string, at: number) => {
        const wire = `"id":"${id}","from":{"id":"${sender}"},"body":{"text":"\\"from\\":{\\"id\\":\\"bob\\""},"at":1}`
        return encoded(id, { at, wire })
      }
      const ann = by('ann', 'a', NOON)
      await store.write(STREAM, [ann, by('bob', 'b', NOON), by('bob', 'c', NOON + 6)])
      const target = { of: 'sender', sender: 'bob' as ViewerId, until: NOON + 5 } as const
      assert.equal(await store.takeBack(STREAM, target), 1)
      const { low } = await store.read(STREAM, START, MANY)
      assert.deepEqual(low.messages.map(isTakenBack), [false, true, false])
      const late = [by('bob', 'd', NOON + 5), by('bob', 'e', NOON + 6), by('bobby', 'f', NOON)]
      assert.deepEqual((await store.write(STREAM, late)).outcomes, [
        'duplicate',
        'stored',
        'stored',
      ])
      await store.takeBack(STREAM, { ...target, sender: 'ann' as ViewerId })
      const again = await store.write(STREAM, [by('bob', 'g', NOON), by('ann', 'h', NOON)])
      assert.deepEqual(again.outcomes, ['duplicate', 'duplicate'])
    })
  })

  async function opened(t: After): Promise<BucketStore> {
    const store = await open()
    t.after(() => store.close())
    return store
  }
}
