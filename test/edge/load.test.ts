// What an edge tells of how busy it is, held against a loop that the test holds up, and bytes that
// it makes up.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Load, LoadMeter } from '../../edge/load.ts'
import { until } from '../until.ts'

/** Much longer than it looks for, and than a busy machine keeps a process waiting. */
const STALL_MS = 400
/** Of its own, and a little. */
const BEAT_MS = 60

test('a loop that stood still is told, in the worst and not below the rest', async t => {
  const meter = started(t)
  const load = await stalled(meter)
  assert.ok(load.loopWorstMs <= STALL_MS * 10, `${load.loopWorstMs}: ms, and not ns`)
  assert.ok(load.loopOftenMs <= load.loopDelayMs && load.loopDelayMs <= load.loopWorstMs)
  assert.equal(meter.last, load)
})

test('a look tells what was since the last one', async t => {
  const meter = started(t)
  await stalled(meter)
  const { loopWorstMs, bytesPerSecond } = meter.look(0) // at once: nothing has been since
  assert.deepEqual([loopWorstMs, bytesPerSecond], [0, 0])
})

test('bytes are those since the last look, by the second', () => {
  const meter = new LoadMeter()
  const before = performance.now()
  meter.look(5_000)
  const after = performance.now()
  while (performance.now() - after < 20) {} // some time, and not too little to tell
  const { bytesPerSecond } = meter.look(25_000)
  const atLeast = 20_000 / ((performance.now() - before) / 1_000)
  assert.ok(bytesPerSecond >= Math.floor(atLeast), `${bytesPerSecond} bytes/s`)
  assert.ok(bytesPerSecond <= 20_000 / 0.02, `${bytesPerSecond} bytes/s`)
})

test('two looks at the same moment do not divide by nothing', () => {
  const meter = new LoadMeter()
  meter.look(0)
  assert.ok(Number.isFinite(meter.look(1_000).bytesPerSecond))
})

test('before it begins, and after its end, it finds nobody late', async t => {
  const meter = new LoadMeter()
  stall()
  assert.equal(meter.look(0).loopWorstMs, 0)
  const other = started(t)
  await stalled(other)
  other.stop()
  stall()
  await new Promise(setImmediate)
  assert.equal(other.look(0).loopWorstMs, 0)
})

function started(t: TestContext): LoadMeter {
  const meter = new LoadMeter()
  meter.start()
  t.after(() => meter.stop())
  return meter
}

/** It measures from one of its beats to the next: the loop stands still between two of them. */
function stalled(meter: LoadMeter): Promise<Load> {
  return until(async () => {
    await pause(BEAT_MS)
    stall()
    await pause(BEAT_MS)
    const load = meter.look(0)
    return load.loopWorstMs >= STALL_MS / 2 && load
  })
}

function stall(): void {
  const from = performance.now()
  while (performance.now() - from < STALL_MS) {} // on purpose: this is what is measured
}
