import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, planOf } from '../../../loadtest/run/plan.ts'
import type { Scenario } from '../../../loadtest/scenario.ts'
import { ASKED } from './measured.ts'

const SCENARIO: Scenario = { about: 'x', usual: { viewers: 10, seconds: 20, rate: 30 } }
const HERE = { ...ASKED, server: 'http://127.0.0.1:8080', key: 'k' }

function plan(asked: Partial<Asked>, scenario = SCENARIO) {
  return planOf('test', scenario, { ...HERE, ...asked })
}

test('what is not asked for is as the scenario has it', () => {
  const { viewers, seconds, rate, room } = plan({ viewers: 7 })
  assert.deepEqual([viewers, seconds, rate], [7, 20, 30])
  assert.match(room, /^load-test-\d+$/)
})

test('this machine may be loaded, under any of its names', () => {
  for (const host of ['127.0.0.1', 'localhost', '127.3.2.1', '[::1]'])
    plan({ server: `http://${host}:8080` })
})

test('another machine only for who names it and means it', () => {
  const server = 'http://example.org:8080'
  const told = /example\.org is not this machine.*--host-allowed example\.org --yes-really/
  for (const asked of [{}, { hostAllowed: 'example.org' }, { yesReally: true }])
    assert.throws(() => plan({ server, ...asked }), told)
  assert.throws(() => plan({ server, hostAllowed: 'example.com', yesReally: true }), told)
  plan({ server, hostAllowed: 'example.com,example.org', yesReally: true })
})

const MISTAKES: [asked: Partial<Asked>, told: RegExp][] = [
  [{ server: 'ws://127.0.0.1' }, /--server ws:\/\/127\.0\.0\.1: an address like/],
  [{ viewers: 1_000_000 }, /--viewers 1000000: a number up to 200000/],
  [{ seconds: Number.NaN }, /--seconds/],
  [{ rate: -1 }, /--rate -1/],
  [{ room: 'no room' }, /--room no room/],
  [{ key: undefined }, /its key is not known: give --key/],
]
for (const [asked, told] of MISTAKES)
  test(`${JSON.stringify(asked)} is refused with what is meant`, () => {
    assert.throws(() => plan(asked), told)
  })

test('without a key viewers can still talk among themselves', () => {
  plan({ key: undefined }, { ...SCENARIO, says: [{ weight: 1, by: 'viewers' }] })
})
