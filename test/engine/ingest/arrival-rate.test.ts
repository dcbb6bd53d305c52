import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ArrivalRate, arrivalRate } from '../../../engine/ingest/arrival-rate.ts'

const NOTHING: ArrivalRate = { perSecond: 0, at: 0 }

function after(seconds: number, perLook: number, from = NOTHING): ArrivalRate {
  let rate = from
  for (let look = 1; look <= seconds * 10; look++)
    rate = arrivalRate(rate, perLook, from.at + look * 100)
  return rate
}

test('a steady flow is known within some seconds, and silence too', () => {
  const busy = after(10, 100)
  assert.ok(Math.abs(busy.perSecond - 1_000) < 10, `${busy.perSecond}`)
  assert.ok(after(10, 0, busy).perSecond < 10)
})

test('how often one looks changes nothing', () => {
  const often = after(4, 10)
  const seldom = arrivalRate(NOTHING, 400, 4_000)
  assert.ok(Math.abs(often.perSecond - seldom.perSecond) < 1e-6)
})

test('a clock that stands still or goes back changes nothing', () => {
  const rate = after(1, 10)
  assert.equal(arrivalRate(rate, 50, rate.at), rate)
  assert.equal(arrivalRate(rate, 50, rate.at - 5), rate)
})
