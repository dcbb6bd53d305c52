import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { Conveyor, type Due } from '../../../web/curtain/conveyor.ts'

type Said = { readonly at: number }

test('what one frame brought is shown over the tick, each with how late it is', t => {
  const { conveyor, shown, pass } = moving(t)
  conveyor.put([{ at: 5_000 }, { at: 5_100 }, { at: 5_500 }], 1_000)
  assert.deepEqual(shown, [[5_000, 0]])
  for (let step = 0; step < 7; step++) pass(80)
  assert.deepEqual(shown, [
    [5_000, 0],
    [5_100, 60],
    [5_500, 60],
  ])
})

test('in a room that tells at once everything is shown at once', t => {
  const { conveyor, shown } = moving(t)
  conveyor.put([{ at: 1 }, { at: 700 }], 0)
  assert.equal(shown.length, 2)
})

test('what waits is bounded: beyond it the oldest is shown at once', t => {
  const { conveyor, shown } = moving(t)
  const many = Array.from({ length: 1_500 }, (_, n) => ({ at: n }))
  conveyor.put(many, 10_000)
  assert.ok(shown.length >= 500 && shown.length < 520, `${shown.length}`)
})

test('a page that stood still shows what became due as if it were just late', t => {
  const { conveyor, shown, pass } = moving(t)
  conveyor.put([{ at: 0 }, { at: 100 }], 1_000)
  pass(5_000)
  assert.deepEqual(shown[1], [100, 80])
})

function moving(t: TestContext) {
  let now = 0
  mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => now)
  t.after(() => mock.timers.reset())
  const shown: [at: number, agoMs: number][] = []
  const show = (due: readonly Due<Said>[]) => {
    for (const { value, agoMs } of due) shown.push([value.at, agoMs])
  }
  const pass = (ms: number) => {
    now += ms
    mock.timers.tick(ms)
  }
  return { conveyor: new Conveyor<Said>(show), shown, pass }
}
