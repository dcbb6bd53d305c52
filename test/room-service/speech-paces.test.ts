import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryBudgets } from '../../engine/adapters/memory/budgets.ts'
import type { EdgeId } from '../../engine/ids.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { pace } from '../../engine/uplink/pace.ts'
import { SpeechPaces } from '../../room-service/speech-paces.ts'
import { context, message, step } from '../engine/uplink/climbing.ts'
import { NOON, ROOM } from '../fixtures/message.ts'

const EVERY_MS = 100
const STEP_MS = 5
const RATE = { burst: 100, perSecond: 100 }
const SETTINGS = { ...ROOM_DEFAULTS, pace: { ...ROOM_DEFAULTS.pace, room: RATE } }

function services(names: readonly string[]) {
  const clock = { ms: NOON }
  const now = () => clock.ms
  const budgets = new MemoryBudgets({ now, everyMs: EVERY_MS })
  const about = { budgets, everyMs: EVERY_MS, count: () => {}, now }
  return { clock, budgets, paces: names.map(name => new SpeechPaces({ ...about, name })) }
}

function passes(paces: SpeechPaces, now: number): boolean {
  const room = paces.of(ROOM, SETTINGS, 1)
  return !('why' in step(pace, message(), context({ now, room }, SETTINGS)))
}

test('however many room services there are, a room takes what its rate says', async () => {
  const { clock, paces } = services(['a', 'b', 'c'])
  const perSecond = Array.from({ length: 12 }, () => 0)
  for (let ms = 0; ms < perSecond.length * 1_000; ms += STEP_MS) {
    clock.ms += STEP_MS
    const second = Math.floor(ms / 1_000)
    for (const one of paces) {
      if (passes(one, clock.ms)) perSecond[second] = (perSecond[second] ?? 0) + 1
      if (ms % EVERY_MS === 0) await one.beat()
    }
  }
  for (let from = 1; from + 5 <= perSecond.length; from++) {
    const said = perSecond.slice(from, from + 5).reduce((sum, one) => sum + one, 0)
    assert.ok(Math.abs(said - 500) <= 50, `${perSecond}`)
  }
})

test('what an edge holds of a room is not there for those who speak without one', async () => {
  const { clock, budgets, paces } = services(['a'])
  const [ours] = paces as [SpeechPaces]
  assert.ok(passes(ours, clock.ms))
  const ask = { room: ROOM, rate: RATE, share: 1, held: { low: 0, high: 0 } }
  await budgets.exchange('e1' as EdgeId, [{ ...ask, want: { low: 500, high: 500 } }])
  await ours.beat()
  assert.equal(passes(ours, clock.ms), false)
})

test('a room asks for nothing before somebody speaks in it here, nor long after', async () => {
  const { clock, budgets, paces } = services(['a'])
  const [ours] = paces as [SpeechPaces]
  let asked = 0
  const exchange = budgets.exchange.bind(budgets)
  budgets.exchange = (...about) => {
    asked++
    return exchange(...about)
  }
  await ours.beat()
  passes(ours, clock.ms)
  await ours.beat()
  clock.ms += 10_000
  await ours.beat()
  await ours.beat()
  assert.equal(asked, 1)
})
