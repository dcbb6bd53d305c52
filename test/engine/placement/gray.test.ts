import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ViewerId } from '../../../engine/ids.ts'
import { isGray } from '../../../engine/placement/gray.ts'

const VIEWERS = Array.from({ length: 10_000 }, (_, n) => `viewer-${n}` as ViewerId)
const taken = (percent: number) =>
  VIEWERS.filter(viewer => isGray(viewer, '', { label: 'new', percent }))

test('a share of all is taken, and a greater share takes them and others', () => {
  const [few, more] = [taken(10), taken(30)]
  assert.ok(Math.abs(few.length - 1_000) < 100, `${few.length}`)
  assert.ok(Math.abs(more.length - 3_000) < 150, `${more.length}`)
  const isMore = new Set(more)
  assert.ok(few.every(viewer => isMore.has(viewer)))
  assert.deepEqual([taken(0).length, taken(100).length], [0, VIEWERS.length])
})

test('whom the application counts in the group is taken by name', () => {
  const [viewer] = VIEWERS as [ViewerId]
  assert.equal(isGray(viewer, 'new', { label: 'new', percent: 0 }), true)
  assert.equal(isGray(viewer, 'old', { label: 'new', percent: 0 }), false)
})

test('without a label there is no gray release', () => {
  assert.equal(isGray(VIEWERS[0] as ViewerId, '', { label: '', percent: 100 }), false)
})
