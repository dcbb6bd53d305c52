// What every Archive promises. Each adapter runs this one suite. The archive may be shared
// by all its tests, so each test has a room, streams and a log of its own.

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Message } from '../../engine/message.ts'
import type { Archive } from '../../engine/ports/archive.ts'
import { newStreamId } from '../../engine/stream-id.ts'
import { NOON, said } from '../fixtures/message.ts'
import { ALL, place, texts } from './archive-place.ts'
import { overlayContract } from './overlay.ts'
import { takebacksContract } from './takebacks.ts'
import { tiersContract } from './tiers.ts'

export function archiveContract(name: string, open: () => Promise<Archive>): void {
  describe(`Archive: ${name}`, () => {
    let archive: Archive
    before(async () => {
      archive = await open()
    })

    test('gives back what was said, as it was said', async () => {
      const at = place()
      const message: Message = {
        ...said('hello', { at: at.openedAt + 7, room: at.room, stream: at.stream }),
        kind: 'superchat',
        priority: 'whitelist',
        from: { id: 'u1' as never, name: '安 "\\\' {,}', role: 'member', level: 3 },
        body: { z: 1, text: '弹幕 😀 "\\,{}\n', a: { b: [1.5, null, true] } },
      }
      const row = { message, shadowed: false, partition: 3, offset: 9_007_199_254 }
      await archive.store(at.batch([row]))
      const [found] = await archive.comments(at.stream, ALL)
      assert.deepEqual(found, row)
      assert.equal(JSON.stringify(found?.message.body), JSON.stringify(message.body))
    })

    test('takes what no database likes', async () => {
      const at = place()
      const text = 'a\0b\ud800c\udc00\uffff\u001f'
      const over = { body: { text, 'k\0': '\ud83d' }, from: { id: 'u' as never, name: text } }
      await archive.store(at.batch([at.row('odd', { over })]))
      const [found] = await archive.comments(at.stream, ALL)
      assert.deepEqual([found?.message.body, found?.message.from], [over.body, over.from])
      const kind = 'k\0\ud800'
      await archive.store(at.batch([at.row('kind', { over: { kind } })]))
      assert.equal((await archive.comments(at.stream, ALL)).length, 2)
    })

    test('keeps the first of what it is given twice, in one batch or in two', async () => {
      const at = place()
      const first = at.row('a', { offset: 0 })
      const again = at.row('a', { offset: 5, over: { body: { text: 'other' } } })
      await archive.store(at.batch([first, again]))
      await archive.store(at.batch([again, at.row('b', { offset: 6 })]))
      assert.deepEqual(await texts(archive, at.stream), ['a', 'b'])
      assert.equal((await archive.comments(at.stream, ALL))[0]?.offset, 0)
    })

    test('orders by time, then partition, then offset, and goes on after a place', async () => {
      const at = place()
      const rows = [
        at.row('e', { ms: 9 }),
        at.row('d', { ms: 5, partition: 1, offset: 10 }),
        at.row('c', { ms: 5, partition: 1, offset: 9 }),
        at.row('b', { ms: 5, partition: 0, offset: 99 }),
        at.row('a', { ms: 1, partition: 3 }),
      ]
      for (const row of rows) await archive.store(at.batch([row]))
      assert.deepEqual(await texts(archive, at.stream), ['a', 'b', 'c', 'd', 'e'])

      const paged: string[] = []
      let page = await archive.comments(at.stream, { ...ALL, limit: 2 })
      for (let last = page.at(-1); last; last = page.at(-1)) {
        paged.push(...page.map(({ message }) => message.id))
        const after = { at: last.message.at, partition: last.partition, offset: last.offset }
        page = await archive.comments(at.stream, { ...ALL, limit: 2, after })
      }
      assert.deepEqual(paged, ['a', 'b', 'c', 'd', 'e'])
    })

    test('a range holds its beginning and not its end', async () => {
      const at = place()
      await archive.store(at.batch([9, 10, 19, 20].map(ms => at.row(`${ms}`, { ms }))))
      const found = await archive.comments(at.stream, { from: 10, to: 20, limit: 10 })
      assert.deepEqual(
        found.map(({ message }) => message.id),
        ['10', '19'],
      )
    })

    test('does not show what is shadowed', async () => {
      const at = place()
      await archive.store(
        at.batch([
          at.row('a', { ms: 0 }),
          at.row('b', { ms: 999, shadowed: true }),
          at.row('c', { ms: 2_000 }),
          at.row('d', { ms: 2_999 }),
          at.row('e', { ms: 5_000, shadowed: true }),
        ]),
      )
      assert.deepEqual(await texts(archive, at.stream), ['a', 'c', 'd'])
    })

    test('tells in short what may be shown, and of what has changed alone', async () => {
      const at = place()
      await archive.store(
        at.batch([
          at.row('a', { ms: 0 }),
          at.row('b', { ms: 999, over: { kind: 'gift' } }),
          at.row('c', { ms: 61_000 }),
          at.row('d', { ms: 5_000, shadowed: true }),
        ]),
      )
      const first = (await archive.outline(at.stream)) ?? assert.fail()
      const { revision } = first
      assert.deepEqual(first.kinds, { danmaku: 2, gift: 1 })
      assert.deepEqual(first.slots, [
        { slot: 0, count: 2, revision },
        { slot: 61, count: 1, revision },
      ])
      await archive.store(at.batch([at.row('a'), at.row('e', { ms: 5_500, shadowed: true })]))
      const same = await archive.outline(at.stream, revision)
      assert.deepEqual([same?.revision, same?.slots], [revision, []])

      await archive.store(at.batch([at.row('f', { ms: 61_999 })]))
      const next = (await archive.outline(at.stream, revision)) ?? assert.fail()
      assert.ok(next.revision > revision)
      assert.deepEqual(next.slots, [{ slot: 61, count: 2, revision: next.revision }])
      assert.deepEqual(next.kinds, { danmaku: 3, gift: 1 })
      const generations = [0, 5_000, 61_000].map(from =>
        archive.generation(at.stream, { from, to: from + 1_000 }),
      )
      assert.deepEqual(await Promise.all(generations), [revision, 0, next.revision])
      assert.equal(await archive.generation(at.stream, { from: 0, to: 62_000 }), next.revision)
      assert.equal(await archive.outline(place().stream), undefined)
    })

    test('knows when a stream stood still, and how it is shifted', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a')]))
      const before = (await archive.outline(at.stream)) ?? assert.fail()
      const { newest, pauses, shiftMs, tier } = before
      assert.deepEqual([newest, pauses, shiftMs, tier], [true, [], 0, 'warm'])
      const marks = [1_000, 4_000, 9_000].map((ms, n) => {
        const mark = n === 1 ? ('resumed' as const) : ('paused' as const)
        return { ...at.mark('opened', 0, 20 + n), mark, at: at.openedAt + ms }
      })
      await archive.store({ ...at.batch([]), marks })
      const after = (await archive.outline(at.stream, before.revision)) ?? assert.fail()
      assert.deepEqual(after.pauses, [{ from: 1_000, to: 4_000 }, { from: 9_000 }])
      assert.equal(await archive.missing(at.stream), undefined)
      assert.equal(await archive.shift(at.stream, -700), true)
      const shifted = (await archive.outline(at.stream, after.revision)) ?? assert.fail()
      assert.deepEqual([shifted.shiftMs, shifted.revision > after.revision], [-700, true])
      assert.equal(await archive.shift(place().stream, 1), false)
    })

    test('keeps streams apart, also when they opened in different months', async () => {
      const at = place()
      const later = newStreamId(NOON + 45 * 86_400_000, () => 0.5)
      const row = at.row('a')
      const other = {
        ...row,
        message: { ...row.message, stream: later, at: NOON + 46 * 86_400_000 },
      }
      await archive.store(at.batch([row, other]))
      assert.deepEqual(await texts(archive, at.stream), ['a'])
      assert.deepEqual(await texts(archive, later), ['a'])
    })

    test('knows a stream from its first sign, and its end from its last closing mark', async () => {
      const at = place()
      await archive.store(at.batch([at.row('a')]))
      const { stream, room, openedAt } = at
      assert.deepEqual(await archive.stream(stream), { stream, room, openedAt })
      await archive.store({ ...at.batch([]), marks: [at.mark('closed', 0, 8)] })
      await archive.store(at.batch([at.row('late')]))
      const closed = { stream, room, openedAt, closedAt: openedAt + 60_000 }
      assert.deepEqual(await archive.stream(stream), closed)
      const again = { ...at.mark('closed', 0, 12), at: openedAt + 90_000 }
      await archive.store({ ...at.batch([]), marks: [again] })
      assert.deepEqual(await archive.stream(stream), { ...closed, closedAt: openedAt + 90_000 })
    })

    test("tells a room's streams, newest first", async () => {
      const at = place()
      const ids = [3, 1, 2].map(hours => newStreamId(NOON + hours * 3_600_000, () => 0.1))
      for (const stream of ids)
        await archive.store({ ...at.batch([]), marks: [{ ...at.mark('opened', 0, 1), stream }] })
      const newest = [...ids].sort().reverse()
      assert.deepEqual(
        (await archive.streams(at.room, 2)).map(({ stream }) => stream),
        newest.slice(0, 2),
      )
    })

    test('a stream or room never heard of has nothing', async () => {
      const at = place()
      assert.equal(await archive.stream(at.stream), undefined)
      assert.deepEqual(await archive.streams(at.room, 10), [])
      assert.deepEqual(await archive.comments(at.stream, ALL), [])
      assert.equal(await archive.generation(at.stream, { from: 0, to: 1_000 }), 0)
      assert.equal(await archive.missing(at.stream), undefined)
    })

    test('a stream is whole when all between its marks is covered, in every partition', async () => {
      const at = place()
      const opened = [at.mark('opened', 0, 10), at.mark('opened', 1, 20)]
      await archive.store({ ...at.batch([]), partitions: 2, marks: opened })
      assert.equal(await archive.missing(at.stream), undefined)
      await archive.store({ ...at.batch([]), partitions: 2, marks: [at.mark('closed', 0, 15)] })
      assert.equal(await archive.missing(at.stream), undefined)
      const covered = [
        { partition: 0, from: 0, to: 15 },
        { partition: 1, from: 18, to: 21 },
        { partition: 1, from: 24, to: 24 },
      ]
      const marks = [at.mark('closed', 1, 26)]
      await archive.store({ ...at.batch([]), partitions: 2, marks, covered })
      assert.deepEqual(await archive.missing(at.stream), [
        { log: at.log, partition: 1, from: 22, to: 23 },
        { log: at.log, partition: 1, from: 25, to: 26 },
      ])
      const rest = [
        { partition: 1, from: 25, to: 30 },
        { partition: 1, from: 22, to: 24 },
      ]
      await archive.store({ ...at.batch([]), partitions: 2, covered: rest })
      assert.deepEqual(await archive.missing(at.stream), [])
    })

    test('a partition of which nothing was heard may hold anything', async () => {
      const at = place()
      const marks = [at.mark('opened', 0, 1), at.mark('closed', 0, 2)]
      const covered = [{ partition: 0, from: 0, to: 2 }]
      await archive.store({ ...at.batch([]), partitions: 2, marks, covered })
      assert.equal(await archive.missing(at.stream), undefined)
    })

    test('offsets of another log cover nothing of this one', async () => {
      const at = place()
      const marks = [at.mark('opened', 0, 1), at.mark('closed', 0, 3)]
      await archive.store({ ...at.batch([]), marks })
      const covered = [{ partition: 0, from: 0, to: 9 }]
      await archive.store({ ...at.batch([]), log: `${at.log}-other`, covered })
      assert.deepEqual(await archive.missing(at.stream), [
        { log: at.log, partition: 0, from: 1, to: 3 },
      ])
    })
  })
  overlayContract(name, open)
  takebacksContract(name, open)
  tiersContract(name, open)
}
