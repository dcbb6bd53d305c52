// What every Archive promises of what is taken back. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { MessageId, ViewerId } from '../../engine/ids.ts'
import type { Archive } from '../../engine/ports/archive.ts'
import type { Target } from '../../engine/takedown.ts'
import { place, texts } from './archive-place.ts'

const BOB = 'bob' as ViewerId

export function takebacksContract(name: string, open: () => Promise<Archive>): void {
  describe(`Takebacks: ${name}`, () => {
    let archive: Archive
    before(async () => {
      archive = await open()
    })

    test('a message that is taken back is told no more, and comes back when it is undone', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a', { ms: 10 }), at.row('b', { ms: 5_000 })]))
      const before = await archive.outline(at.stream)
      const taken = await archive.takebacks.takeDown(recall(at, ['b', 'none'], 7), at.from(7))
      assert.deepEqual(taken, { room: at.room, stream: at.stream, messages: 1, slots: [5] })
      assert.deepEqual(await texts(archive, at.stream), ['a'])
      const after = await archive.outline(at.stream, before?.revision)
      assert.deepEqual(after?.slots, [{ slot: 5, count: 0, revision: after?.revision }])
      assert.deepEqual(after?.kinds, { danmaku: 1 })

      const undo = { ...recall(at, ['b'], 9), hides: false }
      assert.equal((await archive.takebacks.takeDown(undo, at.from(9))).messages, 1)
      assert.deepEqual(await texts(archive, at.stream), ['a', 'b'])
      assert.ok((await archive.outline(at.stream))?.revision === (after?.revision ?? 0) + 1)
    })

    test('taken twice it changes nothing, and an earlier word nothing after a later one', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a')]))
      const undo = { ...recall(at, ['a'], 9), hides: false }
      await archive.takebacks.takeDown(recall(at, ['a'], 7), at.from(7))
      await archive.takebacks.takeDown(undo, at.from(9))
      const before = await archive.outline(at.stream)
      for (const [act, offset] of [
        [recall(at, ['a'], 7), 7],
        [undo, 9],
      ] as const)
        assert.equal((await archive.takebacks.takeDown(act, at.from(offset))).messages, 0)
      assert.deepEqual(await archive.outline(at.stream), before)
      const elsewhere = { log: `${at.log}-new`, offset: 0 }
      const later = { ...recall(at, ['a'], 7), at: at.openedAt + 10 }
      assert.equal((await archive.takebacks.takeDown(later, elsewhere)).messages, 1)
    })

    test('what comes only after it was taken back stays taken back', async () => {
      const at = place()
      await archive.takebacks.takeDown(recall(at, ['late'], 1), at.from(1))
      assert.equal(await archive.stream(at.stream), undefined, 'nobody has heard of it yet')
      await archive.store(at.batch([at.row('late', { ms: 3 }), at.row('b', { ms: 2 })]))
      await archive.store(at.batch([at.row('late', { ms: 3, offset: 8 })]))
      assert.deepEqual(await texts(archive, at.stream), ['b'])
      const slots = (await archive.outline(at.stream))?.slots
      assert.deepEqual(
        slots?.map(({ count }) => count),
        [1],
      )
      await archive.takebacks.takeDown({ ...recall(at, ['late'], 2), hides: false }, at.from(2))
      assert.deepEqual(await texts(archive, at.stream), ['b', 'late'])
    })

    test('all that a sender said up to a time, and nothing of anybody else', async () => {
      const at = place()
      const by = (id: string, ms: number, sender = 'bob') =>
        at.row(id, { ms, over: { from: { id: sender as ViewerId, name: 'x' } } })
      await archive.store(at.batch([by('a', 1), by('b', 5), by('c', 9), by('d', 1, 'bobby')]))
      const until = at.openedAt + 5
      const target: Target = { of: 'sender', sender: BOB, until }
      const act = { ...recall(at, [], 3), target }
      assert.equal((await archive.takebacks.takeDown(act, at.from(3))).messages, 2)
      await archive.store(at.batch([by('late', 5), by('new', 6)]))
      assert.deepEqual(await texts(archive, at.stream), ['d', 'new', 'c'])
      // What was recalled by itself stays away when the sender may be read again.
      await archive.takebacks.takeDown(recall(at, ['a'], 4), at.from(4))
      await archive.takebacks.takeDown({ ...act, hides: false }, at.from(5))
      assert.deepEqual(await texts(archive, at.stream), ['d', 'b', 'late', 'new', 'c'])
    })

    test('a person who is erased is gone from every stream, and does not come back', async () => {
      const [one, two] = [place(), place()]
      const person = `p${one.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      for (const at of [one, two])
        await archive.store(at.batch([at.row('a', { over, ms: 1 }), at.row('b', { ms: 2 })]))
      const until = two.openedAt + 100
      const erasure = { act: 'e', person, until, deletes: true }
      const touched = await archive.takebacks.erase(erasure)
      assert.deepEqual(
        touched.map(({ stream, messages }) => [stream, messages]),
        [one, two].map(({ stream }) => [stream, 1]),
      )
      assert.deepEqual(await archive.takebacks.erase(erasure), [])
      await one_again()
      assert.deepEqual(await texts(archive, one.stream), ['b'])
      assert.deepEqual((await archive.outline(two.stream))?.kinds, { danmaku: 1 })

      async function one_again() {
        await archive.store(
          one.batch([one.row('a', { over, ms: 1 }), one.row('c', { over, ms: 3 })]),
        )
        const all = await archive.tiers.rows(one.stream, { limit: 10 })
        assert.deepEqual(
          all.map(({ message }) => message.id),
          ['b'],
        )
      }
    })

    test('where the law says so, an erased person is hidden until it lets go', async () => {
      const at = place()
      const person = `p${at.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      await archive.store(at.batch([at.row('a', { over, ms: 1 }), at.row('b', { ms: 2 })]))
      const until = at.openedAt + 100
      await archive.takebacks.erase({ act: 'e', person, until, deletes: false })
      assert.deepEqual(await texts(archive, at.stream), ['b'])
      const kept = async () => (await archive.tiers.rows(at.stream, { limit: 10 })).length
      assert.equal(await kept(), 2)
      await archive.takebacks.purge(until - 1)
      assert.equal(await kept(), 2)
      assert.ok((await archive.takebacks.purge(until)) >= 1)
      assert.equal(await kept(), 1)
    })

    test('of who is erased twice only that is deleted which the law did not want kept', async () => {
      const at = place()
      const person = `p${at.openedAt}` as ViewerId
      const over = { from: { id: person, name: 'x' } }
      const erase = (ms: number, deletes: boolean) =>
        archive.takebacks.erase({ act: 'e', person, until: at.openedAt + ms, deletes })
      await erase(10, true)
      await erase(20, false)
      await archive.store(at.batch([at.row('a', { over, ms: 5 }), at.row('b', { over, ms: 15 })]))
      const kept = await archive.tiers.rows(at.stream, { limit: 10 })
      assert.deepEqual(
        kept.map(({ message }) => message.id),
        ['b'],
      )
      assert.deepEqual(await texts(archive, at.stream), [])
    })

    test('knows of rows that lie elsewhere which may not be shown', async () => {
      const at = place()
      const rows = [at.row('a', { ms: 1 }), at.row('b', { ms: 2 })]
      await archive.takebacks.takeDown(recall(at, ['b'], 7), at.from(7))
      assert.deepEqual([...(await archive.takebacks.takenBack(at.stream, rows))], ['b'])
      assert.deepEqual([...(await archive.takebacks.takenBack(at.stream, []))], [])
    })
  })
}

function recall(at: ReturnType<typeof place>, ids: readonly string[], n: number) {
  const messages = ids as readonly MessageId[]
  const { room, stream, openedAt } = at
  return {
    ...{ act: `act-${n}`, room, stream, hides: true, at: openedAt + n },
    target: { of: 'messages', messages } as Target,
  }
}
