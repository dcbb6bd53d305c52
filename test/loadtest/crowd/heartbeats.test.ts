import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Heartbeats } from '../../../loadtest/crowd/heartbeats.ts'

const HEARTBEAT_MS = 1_000

function crowd() {
  const viewers: { heartbeatMs: number; at: number[]; ping(): void }[] = []
  const clock = { ms: 0 }
  const enter = (count: number) => {
    for (let n = 0; n < count; n++) {
      const at: number[] = []
      viewers.push({ heartbeatMs: HEARTBEAT_MS, at, ping: () => void at.push(clock.ms) })
    }
  }
  const heartbeats = new Heartbeats(viewers)
  const run = (ms: number, everyMs = 20) => {
    for (const end = clock.ms + ms; clock.ms < end; ) {
      clock.ms += everyMs
      heartbeats.beat(everyMs)
    }
  }
  return { viewers, enter, run }
}

test('each viewer gives one sign of life a heartbeat, and they are spread evenly', () => {
  const { viewers, enter, run } = crowd()
  enter(500)
  run(3 * HEARTBEAT_MS)
  assert.ok(viewers.every(({ at }) => at.length === 3))
  const times = viewers.flatMap(({ at }) => at)
  const busiest = Math.max(...[...new Set(times)].map(ms => times.filter(at => at === ms).length))
  assert.equal(busiest, 10)
})

test('however fast the crowd grows, nobody waits longer than a heartbeat', () => {
  const { viewers, enter, run } = crowd()
  enter(20)
  for (let n = 0; n < 40; n++) {
    run(100)
    enter(Math.ceil(viewers.length / 8))
  }
  for (const { at } of viewers.slice(0, 20))
    for (const [n, ms] of at.entries())
      assert.ok(ms - (at[n - 1] ?? 0) <= HEARTBEAT_MS, `${ms - (at[n - 1] ?? 0)} ms`)
})

test('beats that come late are made up for, once', () => {
  const { viewers, enter, run } = crowd()
  enter(100)
  run(3_100, 310)
  assert.ok(viewers.every(({ at }) => at.length >= 3 && at.length <= 4))
  run(10_000, 5_000)
  assert.ok(viewers.every(({ at }) => at.length <= 6))
})
