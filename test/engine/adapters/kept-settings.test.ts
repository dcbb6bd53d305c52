import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeptSettings } from '../../../engine/adapters/kept-settings.ts'
import { MemorySettings } from '../../../engine/adapters/memory/settings.ts'
import { Fault } from '../../../engine/fault.ts'
import type { RoomId } from '../../../engine/ids.ts'
import { settingsContract } from '../../contracts/settings.ts'

settingsContract('kept', async () => new KeptSettings(new MemorySettings(), () => 0))

const ROOM = 'lobby' as RoomId
const OTHER = 'other' as RoomId

class AwaySettings extends MemorySettings {
  isAway = false
  asked = 0

  override async get(room: RoomId) {
    this.asked++
    if (this.isAway) throw new Fault('store-unavailable')
    return super.get(room)
  }
}

function held() {
  const store = new AwaySettings()
  let now = 1_000_000
  const settings = new KeptSettings(store, () => now)
  const pass = (ms: number) => {
    now += ms
  }
  return { store, settings, pass }
}

test('a room that was read is known while the store is away, and no other', async () => {
  const { store, settings } = held()
  const record = await settings.update(ROOM, room => ({ ...room, changed: { tickMs: 200 } }))
  await store.update(OTHER, room => ({ ...room, changed: { tickMs: 200 } }))
  store.isAway = true
  assert.deepEqual(await settings.get(ROOM), record)
  await assert.rejects(settings.get(OTHER), { code: 'store-unavailable' })
})

test('a store that is away is asked for a known room once a second, and believed when it is back', async () => {
  const { store, settings, pass } = held()
  await settings.update(ROOM, room => ({ ...room, changed: { tickMs: 200 } }))
  store.isAway = true
  store.asked = 0
  for (let times = 0; times < 10; times++) await settings.get(ROOM)
  assert.equal(store.asked, 1)

  store.isAway = false
  await store.update(ROOM, room => ({ ...room, changed: { tickMs: 300 } }))
  pass(1_000)
  assert.equal((await settings.get(ROOM))?.changed.tickMs, 300)
})

test('a store that stands still costs who asks for a known room half a second', async t => {
  const { store, settings } = held()
  const record = await settings.update(ROOM, room => ({ ...room, changed: { tickMs: 200 } }))
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(store, 'get', () => new Promise(() => {}))
  const answer = settings.get(ROOM)
  t.mock.timers.tick(500)
  assert.deepEqual(await answer, record)
})
