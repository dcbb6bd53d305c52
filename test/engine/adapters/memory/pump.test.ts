import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Next, Pump } from '../../../../engine/adapters/memory/pump.ts'
import { Gate } from '../../../fixtures/gate.ts'
import { until } from '../../../until.ts'

/** A pump whose turns give these answers, and idle after them. */
function pumping(answers: Next[]) {
  const turns: number[] = []
  const pump = new Pump(async () => {
    turns.push(turns.length)
    return answers.shift() ?? 'idle'
  })
  return { pump, turns }
}

test('turns follow each other until there is nothing to do', async () => {
  const { pump, turns } = pumping([0, 0, 'idle', 0])
  pump.wake()
  assert.deepEqual(turns, []) // never within the call
  await until(() => turns.length === 3)
  await pump.stop()
  assert.equal(turns.length, 3)
})

test('a rest is cut short by rousing and not by waking', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { pump, turns } = pumping([60_000, 60_000])
  const settled = async () => {
    for (let n = 0; n < 5; n++) await new Promise(resolve => setImmediate(resolve))
    return turns.length
  }
  pump.wake()
  assert.equal(await settled(), 1)
  pump.wake()
  assert.equal(await settled(), 1)
  pump.rouse()
  assert.equal(await settled(), 2)
  t.mock.timers.tick(60_000)
  assert.equal(await settled(), 3)
  await pump.stop()
})

test('who is roused within a turn does not rest after it', async () => {
  const gate = new Gate()
  let turns = 0
  const pump = new Pump(async () => {
    if (++turns > 1) return 'idle'
    await gate.opened
    return 60_000
  })
  pump.wake()
  await until(() => turns === 1)
  pump.rouse()
  gate.open()
  await until(() => turns === 2)
  await pump.stop()
})

test('stopping waits for the turn under way and lets none follow', async () => {
  const gate = new Gate()
  let turns = 0
  let ended = false
  const pump = new Pump(async () => {
    turns++
    await gate.opened
    ended = true
    return 0
  })
  pump.wake()
  await until(() => turns === 1)
  setImmediate(() => gate.open())
  await pump.stop()
  assert.ok(ended)
  pump.wake()
  pump.rouse()
  assert.equal(turns, 1)
})
