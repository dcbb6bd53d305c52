import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Throttle } from '../../client/throttle.ts'

function throttle() {
  const clock = { ms: 0 }
  return { clock, throttle: new Throttle(() => clock.ms) }
}

test('nobody waits before the room has said anything', () => {
  const { throttle: one } = throttle()
  for (let times = 0; times < 9; times++) one.take()
  assert.equal(one.waitMs, 0)
})

test('a burst goes at once, and then each has its time, a little later than the room says', () => {
  const { clock, throttle: one } = throttle()
  one.limit({ burst: 2, perSecond: 1 })
  const waits = Array.from({ length: 4 }, () => {
    const { waitMs } = one
    one.take()
    return waitMs
  })
  assert.deepEqual(waits, [0, 0, 1_053, 2_106])
  clock.ms += 60_000
  assert.equal(one.waitMs, 0)
})

test('new limits give no burst that was spent already', () => {
  const { throttle: one } = throttle()
  one.limit({ burst: 2, perSecond: 1 })
  one.take()
  one.take()
  one.limit({ burst: 5, perSecond: 10 })
  assert.equal(one.waitMs, 106)
})
