// What the overlay of every Archive promises; part of the archive's contract.

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Archive } from '../../engine/ports/archive.ts'
import { OVERLAY } from '../../engine/ports/overlay.ts'
import { ALL, place, texts } from './archive-place.ts'

export function overlayContract(name: string, open: () => Promise<Archive>): void {
  describe(`Overlay: ${name}`, () => {
    let archive: Archive
    before(async () => {
      archive = await open()
    })

    test('what is laid over a stream is told with the rest, by time, ahead of its equals', async () => {
      const at = place()
      const opened = [at.mark('opened', 0, 1), at.mark('closed', 0, 9)]
      const rows = [at.row('log 5', { ms: 5, offset: 4 }), at.row('log 9', { ms: 9, offset: 5 })]
      const covered = [{ partition: 0, from: 1, to: 9 }]
      await archive.store({ ...at.batch(rows), marks: opened, covered })
      const over = [at.row('late', { ms: 7 }), at.row('z', { ms: 5 }), at.row('a', { ms: 5 })]
      assert.equal(await archive.overlay.add(at.stream, over), true)
      await archive.overlay.add(at.stream, [at.row('m', { ms: 5 }), at.row('first', { ms: 0 })])
      const told = ['first', 'z', 'a', 'm', 'log 5', 'late', 'log 9']
      assert.deepEqual(await texts(archive, at.stream), told)
      const [first] = await archive.comments(at.stream, ALL)
      assert.equal(first?.partition, OVERLAY)
      assert.deepEqual(await archive.missing(at.stream), [], 'the log is as whole as it was')
    })

    test('it goes on after a place in the overlay', async () => {
      const at = place()
      await archive.overlay.beginImport({ ...at, begunAt: 1 })
      await archive.overlay.add(
        at.stream,
        ['a', 'b', 'c', 'd'].map(id => at.row(id, { ms: 3 })),
      )
      await archive.overlay.endImport(at.stream, at.openedAt + 9)
      const page = await archive.comments(at.stream, { ...ALL, limit: 2 })
      const last = page.at(-1) ?? assert.fail('a page of two')
      const after = { ...last, at: last.message.at }
      const rest = await archive.comments(at.stream, { ...ALL, after })
      const ids = [...page, ...rest].map(({ message }) => message.id)
      assert.deepEqual(ids, ['a', 'b', 'c', 'd'])
    })

    test('each row counts in its second, and a shadowed one is not told', async () => {
      const at = place()
      await archive.store(at.batch([at.row('log', { ms: 10 })]))
      const over = [at.row('a', { ms: 999 }), at.row('b', { ms: 5, shadowed: true })]
      await archive.overlay.add(at.stream, over)
      assert.deepEqual(await texts(archive, at.stream), ['log', 'a'])
      const { slots, revision } = (await archive.outline(at.stream)) ?? assert.fail()
      assert.deepEqual(slots, [{ slot: 0, count: 2, revision }])
    })

    test('added again it stays as it was', async () => {
      const at = place()
      await archive.store(at.batch([at.row('log', { ms: 10 })]))
      const batch = [at.row('a', { ms: 1 }), at.row('b', { ms: 1 })]
      await archive.overlay.add(at.stream, batch)
      await archive.overlay.add(at.stream, [...batch].reverse())
      const other = { over: { body: { text: 'other' } } }
      await archive.overlay.add(at.stream, [
        at.row('c', { ms: 1 }),
        at.row('a', { ms: 1, ...other }),
      ])
      assert.deepEqual(await texts(archive, at.stream), ['a', 'b', 'c', 'log'])
      assert.deepEqual((await archive.comments(at.stream, ALL))[0]?.message.body, { text: 'a' })
    })

    test('batches that are numbered may come in any order', async () => {
      const at = place()
      await archive.overlay.beginImport({ ...at, begunAt: 1 })
      await archive.overlay.add(at.stream, [at.row('c'), at.row('d')], 2)
      await archive.overlay.add(at.stream, [at.row('a'), at.row('b')], 0)
      await archive.overlay.add(at.stream, [at.row('e')])
      await archive.overlay.endImport(at.stream, at.openedAt + 1)
      assert.deepEqual(await texts(archive, at.stream), ['a', 'b', 'c', 'd', 'e'])
    })

    test('what several add at once is all there', async () => {
      const at = place()
      await archive.overlay.beginImport({ ...at, begunAt: 1 })
      const batches = Array.from({ length: 8 }, (_, n) => [at.row(`a${n}`), at.row(`b${n}`)])
      await Promise.all(batches.map(rows => archive.overlay.add(at.stream, rows)))
      await archive.overlay.endImport(at.stream, at.openedAt)
      const found = await archive.comments(at.stream, ALL)
      assert.equal(new Set(found.map(({ offset }) => offset)).size, 16)
    })

    test('numbered batches that come at once are all there, in order, and counted', async () => {
      const at = place()
      await archive.overlay.beginImport({ ...at, begunAt: 1 })
      const batches = Array.from({ length: 8 }, (_, n) => [at.row(`a${n}`), at.row(`b${n}`)])
      await Promise.all(batches.map((rows, n) => archive.overlay.add(at.stream, rows, 2 * n)))
      await archive.overlay.endImport(at.stream, at.openedAt)
      const said = Array.from({ length: 8 }, (_, n) => [`a${n}`, `b${n}`]).flat()
      assert.deepEqual(await texts(archive, at.stream), said)
      const { slots, revision } = (await archive.outline(at.stream)) ?? assert.fail()
      assert.deepEqual(slots, [{ slot: 0, count: 16, revision }])
    })

    test('a stream that nobody has heard of takes nothing', async () => {
      const at = place()
      assert.equal(await archive.overlay.add(at.stream, [at.row('a')]), false)
      await archive.store(at.batch([at.row('log')]))
      assert.deepEqual(await texts(archive, at.stream), ['log'])
    })

    test('an import is told of from its end on, and is whole', async () => {
      const at = place()
      const { stream, room, openedAt, overlay } = { ...at, overlay: archive.overlay }
      await overlay.beginImport({ stream, room, begunAt: 7 })
      await overlay.beginImport({ stream, room, begunAt: 8 })
      assert.equal(await overlay.add(stream, [at.row('a'), at.row('b', { ms: 5 })]), true)
      const coming = (await overlay.imports()).filter(one => one.stream === stream)
      assert.deepEqual(coming, [{ stream, room, begunAt: 7 }])
      assert.deepEqual(await archive.comments(stream, ALL), [])
      assert.equal(await archive.outline(stream), undefined)
      assert.deepEqual(await archive.streams(room, 10), [])
      assert.equal(await archive.stream(stream), undefined)
      assert.equal(await archive.missing(stream), undefined)

      const closedAt = openedAt + 60_000
      assert.equal(await overlay.endImport(stream, closedAt), true)
      assert.equal(await overlay.endImport(stream, closedAt + 1), true, 'again')
      assert.deepEqual(await archive.stream(stream), { stream, room, openedAt, closedAt })
      assert.deepEqual(await texts(archive, stream), ['a', 'b'])
      assert.deepEqual(await archive.missing(stream), [])
      assert.ok((await overlay.imports()).every(one => one.stream !== stream))
    })

    test('an import that is dropped leaves nothing and takes nothing', async () => {
      const at = place()
      await archive.overlay.beginImport({ ...at, begunAt: 1 })
      await archive.overlay.add(at.stream, [at.row('a'), at.row('b')])
      await archive.overlay.dropImport(at.stream)
      await archive.overlay.dropImport(at.stream)
      assert.equal(await archive.overlay.add(at.stream, [at.row('c')]), false)
      assert.equal(await archive.overlay.endImport(at.stream, at.openedAt), false)
      await archive.overlay.beginImport({ ...at, begunAt: 2 })
      await archive.overlay.endImport(at.stream, at.openedAt)
      assert.deepEqual(await texts(archive, at.stream), [])
    })

    test('only what is coming in can be dropped', async () => {
      const [ended, logged] = [place(), place()]
      await archive.overlay.beginImport({ ...ended, begunAt: 1 })
      await archive.overlay.add(ended.stream, [ended.row('a')])
      await archive.overlay.endImport(ended.stream, ended.openedAt)
      await archive.store(logged.batch([logged.row('b')]))
      for (const { stream } of [ended, logged]) await archive.overlay.dropImport(stream)
      assert.deepEqual(await texts(archive, ended.stream), ['a'])
      assert.deepEqual(await texts(archive, logged.stream), ['b'])
      assert.equal(await archive.overlay.endImport(logged.stream, 1), false)
    })

    test("a room's streams are told with those that were imported, or without", async () => {
      const [logged, imported] = [place(), place()]
      await archive.store(logged.batch([logged.row('a')]))
      const { room } = logged
      await archive.overlay.beginImport({ stream: imported.stream, room, begunAt: 1 })
      await archive.overlay.endImport(imported.stream, imported.openedAt)
      const ids = async (which: 'all' | 'logged') =>
        (await archive.streams(room, 9, which)).map(({ stream }) => stream)
      assert.deepEqual(await ids('all'), [imported.stream, logged.stream])
      assert.deepEqual(await ids('logged'), [logged.stream])
    })
  })
}
