import assert from 'node:assert/strict'
import { test } from 'node:test'
import { START } from '../../../engine/cursor.ts'
import type { RoomId } from '../../../engine/ids.ts'
import { byPriority } from '../../../engine/message.ts'
import { encodePast } from '../../../engine/wire/batch.ts'

const NOTHING = byPriority(() => 0)

test('a past tells what the buckets have let go of, and is silent when that is nothing', () => {
  const cursor = { ...START, epoch: 'e', low: 9 }
  const where = { room: 'r' as RoomId, prev: { ...START, epoch: 'e' }, cursor, at: 5, viewers: 1 }
  const head = { ...where, withheld: { ...NOTHING, low: 9 }, more: false }
  const told = (trimmed: typeof NOTHING) => JSON.parse(encodePast({ ...head, trimmed }, []))
  const whole = {
    ...{ t: 'past', room: 'r', prev: 'e.0.0.0', cursor: 'e.0.0.9', at: 5, viewers: 1 },
    ...{ withheld: { low: 9 }, more: false, messages: [] },
  }
  assert.deepEqual(told(NOTHING), whole)
  assert.deepEqual(told({ ...NOTHING, low: 7 }), { ...whole, trimmed: { low: 7 } })
})
