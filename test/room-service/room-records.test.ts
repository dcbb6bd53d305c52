import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemorySettings } from '../../engine/adapters/memory/settings.ts'
import type { RoomId } from '../../engine/ids.ts'
import type { Changes } from '../../engine/ports/settings.ts'
import type { RoomRecord } from '../../engine/room.ts'
import { RoomRecords } from '../../room-service/room-records.ts'

const ROOM = 'lobby' as RoomId
const LATER_MS = 60_000

/** A store that counts what it is asked, and can be away. */
class Watched extends MemorySettings {
  gets = 0
  isAway = false
  /** What `get` waits for before it answers with what it has read. */
  answers: Promise<void> = Promise.resolve()

  override async get(room: RoomId): Promise<RoomRecord | undefined> {
    this.gets++
    if (this.isAway) throw new Error('away')
    const record = await super.get(room)
    await this.answers
    return record
  }

  override async changes(since?: string): Promise<Changes> {
    if (this.isAway) throw new Error('away')
    return super.changes(since)
  }
}

function setUp() {
  const clock = { ms: 0 }
  const store = new Watched()
  return { clock, store, records: new RoomRecords(store, () => clock.ms) }
}

const tick = (tickMs: number) => (record: RoomRecord) => ({ ...record, changed: { tickMs } })

test('a room is asked for once, whether it is there or not', async () => {
  const { store, records, clock } = setUp()
  await store.update(ROOM, tick(200))
  for (let n = 0; n < 10; n++) {
    assert.equal((await records.get(ROOM))?.changed.tickMs, 200)
    assert.equal(await records.get('nowhere' as RoomId), undefined)
    clock.ms += LATER_MS
  }
  assert.equal(store.gets, 2)
})

test('what another process changes, or makes, is known from the next look on', async () => {
  const { store, records } = setUp()
  await store.update(ROOM, tick(200))
  await records.get(ROOM)
  await records.get('new' as RoomId)
  await store.update(ROOM, tick(300))
  await store.update('new' as RoomId, tick(400))
  await store.update('another' as RoomId, tick(500))
  await records.look()
  assert.equal((await records.get(ROOM))?.changed.tickMs, 300)
  assert.equal((await records.get('new' as RoomId))?.changed.tickMs, 400)
  assert.equal(store.gets, 2)
  assert.equal((await records.get('another' as RoomId))?.changed.tickMs, 500)
  assert.equal(store.gets, 3)
})

test('an answer that was on its way while the room changed does not undo the change', async () => {
  const { store, records } = setUp()
  await store.update(ROOM, tick(200))
  await records.look()
  let answer = () => {}
  store.answers = new Promise(resolve => {
    answer = resolve
  })
  const asked = records.get(ROOM)
  await store.update(ROOM, tick(300))
  await records.look()
  answer()
  assert.equal((await asked)?.changed.tickMs, 300)
})

test('while the store is away what was known holds, and what was not fails', async () => {
  const { store, records, clock } = setUp()
  await store.update(ROOM, tick(200))
  await records.get(ROOM)
  store.isAway = true
  clock.ms += LATER_MS
  await assert.rejects(records.look(), /away/)
  assert.equal((await records.get(ROOM))?.changed.tickMs, 200)
  assert.equal((await records.fresh(ROOM))?.changed.tickMs, 200)
  await assert.rejects(records.get('unknown' as RoomId), /away/)
  store.isAway = false
  await store.update(ROOM, tick(300))
  await records.look()
  assert.equal((await records.get(ROOM))?.changed.tickMs, 300)
})

test('who must not be told what was asks again when nothing was heard for a while', async () => {
  const { store, records, clock } = setUp()
  await store.update(ROOM, tick(200))
  await records.fresh(ROOM)
  await store.update(ROOM, tick(300))
  clock.ms += LATER_MS
  assert.equal((await records.fresh(ROOM))?.changed.tickMs, 300)
  assert.equal(store.gets, 2)
  await records.look()
  await records.fresh(ROOM)
  assert.equal(store.gets, 2)
})

test('a store that cannot say what was changed makes every room be asked for again', async () => {
  const { store, records } = setUp()
  await store.update(ROOM, tick(200))
  await records.get(ROOM)
  store.changes = async () => ({ mark: 'another life', records: [], goesOn: false })
  await records.look()
  await records.get(ROOM)
  assert.equal(store.gets, 2)
})

test('a room that was changed here is asked for again', async () => {
  const { store, records } = setUp()
  await store.update(ROOM, tick(200))
  await records.get(ROOM)
  await store.update(ROOM, tick(300))
  records.forget(ROOM)
  assert.equal((await records.get(ROOM))?.changed.tickMs, 300)
})
