// What every Settings promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId } from '../../engine/ids.ts'
import type { Settings } from '../../engine/ports/settings.ts'
import type { RoomRecord } from '../../engine/room.ts'
import { NOON, ROOM, STREAM } from '../fixtures/message.ts'

/** Opens settings that know no room. */
export type OpenSettings = () => Promise<Settings>

type After = { after(fn: () => Promise<void>): void }

export function settingsContract(name: string, open: OpenSettings): void {
  describe(`Settings: ${name}`, () => {
    test('a room of which nothing was said is not there', async t => {
      const settings = await opened(t)
      assert.equal(await settings.get(ROOM), undefined)
      assert.deepEqual(await settings.list({ limit: 10 }), [])
    })

    test('a change of a new room makes it, from version 0', async t => {
      const settings = await opened(t)
      const seen: RoomRecord[] = []
      const made = await settings.update(ROOM, record => {
        seen.push(record)
        return { ...record, changed: { tickMs: 200 } }
      })
      assert.deepEqual(seen[0], { room: ROOM, changed: {}, version: 0 })
      assert.deepEqual(made, { room: ROOM, changed: { tickMs: 200 }, version: 1 })
      assert.deepEqual(await settings.get(ROOM), made)
    })

    test('a stream comes, and its end, and can be taken away', async t => {
      const settings = await opened(t)
      const stream = { id: STREAM, closedAt: NOON }
      await settings.update(ROOM, record => ({ ...record, stream }))
      assert.deepEqual((await settings.get(ROOM))?.stream, stream)
      await settings.update(ROOM, ({ room, changed, version }) => ({ room, changed, version }))
      assert.deepEqual(await settings.get(ROOM), { room: ROOM, changed: {}, version: 2 })
    })

    test('giving back the same record changes nothing', async t => {
      const settings = await opened(t)
      assert.equal((await settings.update(ROOM, record => record)).version, 0)
      assert.equal(await settings.get(ROOM), undefined)
      await settings.update(ROOM, tick(200))
      assert.equal((await settings.update(ROOM, record => record)).version, 1)
    })

    test('the version and the name are the store’s own', async t => {
      const settings = await opened(t)
      const forged = { room: 'elsewhere' as RoomId, changed: {}, version: 99 }
      assert.deepEqual(await settings.update(ROOM, () => forged), {
        ...forged,
        room: ROOM,
        version: 1,
      })
    })

    test('of changes made at once none is lost', async t => {
      const settings = await opened(t)
      const more = (record: RoomRecord): RoomRecord => ({
        ...record,
        changed: { tickMs: Number(record.changed.tickMs ?? 0) + 1 },
      })
      await Promise.all(Array.from({ length: 20 }, () => settings.update(ROOM, more)))
      assert.deepEqual(await settings.get(ROOM), {
        room: ROOM,
        changed: { tickMs: 20 },
        version: 20,
      })
    })

    test('a change that throws changes nothing', async t => {
      const settings = await opened(t)
      const broken = () => {
        throw new Error('no such tier')
      }
      await assert.rejects(settings.update(ROOM, broken), /no such tier/)
      assert.equal(await settings.get(ROOM), undefined)
    })

    test('lists rooms in order of their names, in pages', async t => {
      const settings = await opened(t)
      for (const room of ['b', 'a', 'C', 'd'] as RoomId[]) await settings.update(room, tick(200))
      const names = async (page: { after?: RoomId; limit: number }) =>
        (await settings.list(page)).map(({ room }) => room)
      assert.deepEqual(await names({ limit: 3 }), ['C', 'a', 'b'])
      assert.deepEqual(await names({ after: 'b' as RoomId, limit: 3 }), ['d'])
      assert.deepEqual(await names({ after: 'aa' as RoomId, limit: 1 }), ['b'])
      assert.deepEqual(await names({ after: 'z' as RoomId, limit: 3 }), [])
      await settings.update('e' as RoomId, tick(200))
      assert.deepEqual(await names({ after: 'd' as RoomId, limit: 3 }), ['e'])
    })

    test('tells what was changed since a mark, as it is now, and goes on from there', async t => {
      const settings = await opened(t)
      await settings.update('before' as RoomId, tick(200))
      const start = await settings.changes()
      assert.deepEqual([start.records, start.goesOn], [[], true])
      await settings.update(ROOM, tick(300))
      await settings.update('another' as RoomId, tick(400))
      const newest = await settings.update(ROOM, tick(500))
      const first = await settings.changes(start.mark)
      assert.equal(first.goesOn, true)
      const told = new Map(first.records.map(record => [record.room, record]))
      assert.deepEqual(told.get(ROOM), newest)
      assert.ok(told.has('another' as RoomId))
      const { records } = await settings.changes(first.mark)
      for (const record of records) assert.deepEqual(record, await settings.get(record.room))
      await settings.update('later' as RoomId, tick(200))
      const rooms = (await settings.changes(first.mark)).records.map(({ room }) => room)
      assert.ok(rooms.includes('later' as RoomId))
    })

    test('a mark is as good for another who reads, however often', async t => {
      const settings = await opened(t)
      const { mark } = await settings.changes()
      await settings.update(ROOM, tick(200))
      for (const _ of [1, 2]) {
        const { records } = await settings.changes(mark)
        assert.deepEqual(
          records.map(({ room }) => room),
          [ROOM],
        )
      }
    })
  })

  async function opened(t: After): Promise<Settings> {
    const settings = await open()
    t.after(() => settings.close())
    return settings
  }
}

function tick(tickMs: number) {
  return (record: RoomRecord): RoomRecord => ({ ...record, changed: { tickMs } })
}
