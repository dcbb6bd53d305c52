import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'
import { limitsChanged, limitsOf } from '../../../engine/uplink/client-limits.ts'

test('each role is told the kinds it may send, and everybody how fast', () => {
  const { burst, perSecond, kinds } = limitsOf(ROOM_DEFAULTS, 'moderator', 4_096)
  assert.deepEqual([burst, perSecond], [5, 1])
  assert.deepEqual(kinds, ROOM_DEFAULTS.kinds.moderator)
})

test('clients are told again when it is theirs that has changed, not when the room’s rate has', () => {
  const { pace } = ROOM_DEFAULTS
  const room = { ...ROOM_DEFAULTS, pace: { ...pace, room: { burst: 1, perSecond: 1 } } }
  const viewer = { ...ROOM_DEFAULTS, pace: { ...pace, viewer: { burst: 1, perSecond: 1 } } }
  assert.deepEqual(
    [room, viewer].map(now => limitsChanged(ROOM_DEFAULTS, now)),
    [false, true],
  )
})
