import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ViewerId } from '../../engine/ids.ts'
import { mutedNow, withMuted, withoutMuted } from '../../engine/muted.ts'
import type { Muted } from '../../engine/room.ts'

const [ANN, BOB] = ['ann' as ViewerId, 'bob' as ViewerId]

test('whose time is over is left out with the next change', () => {
  const before: Muted = { [ANN]: 10 }
  assert.deepEqual(mutedNow(before, 9), [{ viewer: ANN, until: 10 }])
  assert.deepEqual(mutedNow(before, 10), [])
  assert.deepEqual(withMuted(before, { viewer: BOB, until: 30, now: 10 }), { [BOB]: 30 })
  assert.deepEqual(withMuted(before, { viewer: ANN, until: 30, now: 5 }), { [ANN]: 30 })
  assert.deepEqual(withoutMuted({ [ANN]: 10, [BOB]: 9 }, BOB, 5), { [ANN]: 10 })
})

test('a room mutes so many and no more', () => {
  const many: Muted = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`v${n}`, 9]))
  const refused = withMuted(many, { viewer: ANN, until: 9, now: 1 })
  assert.equal('why' in refused && refused.why, 'overloaded')
  const again = withMuted(many, { viewer: 'v7' as ViewerId, until: 99, now: 1 })
  assert.deepEqual(Object.entries(again).at(-1), ['v7', 99])
})
