import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomSettings } from '../../../engine/room.ts'
import { planOf } from '../../../loadtest/run/plan.ts'
import { openStage } from '../../../loadtest/run/stage.ts'
import type { Scenario } from '../../../loadtest/scenario.ts'
import { Live } from '../../flows/live.ts'
import { ASKED } from './measured.ts'

const QUOTA = [
  { members: 0, perSecond: 77, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]
const SCENARIO: Scenario = {
  about: 'a test',
  usual: { viewers: 1, seconds: 1, rate: 1 },
  room: { tickMs: 300, quota: QUOTA },
}

test('a room that was there before is left with the settings that it had', async t => {
  const live = await Live.start(t)
  const { url: server, adminUrl: admin, keys } = live.barrage
  await live.join('lobby')
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 700 })
  const settings = async () => {
    const path = '/admin/v1/rooms/lobby'
    return (await live.operator<{ settings: RoomSettings }>('GET', path)).body.settings
  }
  const before = await settings()
  const known = { server, admin, room: 'lobby', operatorKey: keys.operator }
  const stage = await openStage(
    planOf('test', SCENARIO, { ...ASKED, ...known, key: keys.application }),
  )
  const during = await settings()
  assert.deepEqual([during.tickMs, during.quota, during.enterNotices], [300, QUOTA, false])
  assert.deepEqual(stage.notes, [])
  await stage.close()
  assert.deepEqual(await settings(), before)
})
