import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LiveRoom } from '../../edge/live-room.ts'
import { OTHERS, RoomSeries } from '../../edge/room-series.ts'
import { newTotals, type Totals } from '../../edge/totals.ts'

type Room = { id: string; sessions: { length: number }; totals: Totals }

test('the rooms with most viewers are told by name, all others together', () => {
  const whole = newTotals()
  const rooms = Array.from({ length: 30 }, (_, n) => made(`room-${n}`, n))
  const series = seriesOf(() => rooms, whole)
  series.look(0)
  for (const room of rooms) show(room, whole, 2)
  const told = series.look(1_000)
  assert.equal(told.size, 21)
  assert.equal(told.get('room-29')?.shown.low, 2)
  assert.equal(told.get('room-5'), undefined)
  assert.equal(told.get(OTHERS)?.shown.low, 20)
})

test('a room that is named at the first look is told of from its beginning', () => {
  const whole = newTotals()
  const room = made('a', 1)
  show(room, whole, 7)
  const told = seriesOf(() => [room], whole).look(0)
  assert.deepEqual([told.get('a')?.shown.low, told.get(OTHERS)?.shown.low], [7, 0])
})

test('a scrape that reads several tables looks once', () => {
  const rooms = [made('a', 1)]
  const whole = newTotals()
  const series = seriesOf(() => rooms, whole)
  const first = series.look(0)
  show(rooms[0] as Room, whole, 1)
  assert.equal(series.look(50), first)
  assert.notEqual(series.look(500), first)
})

test('whatever rooms come, go and grow: no series falls, and together they are the whole', () => {
  const event = fc.record({
    viewers: fc.array(fc.nat({ max: 9 }), { minLength: 40, maxLength: 40 }),
    gone: fc.option(fc.nat({ max: 39 }), { nil: undefined }),
    shown: fc.array(fc.tuple(fc.nat({ max: 39 }), fc.nat({ max: 5 })), { maxLength: 10 }),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), events => {
      const whole = newTotals()
      const rooms = Array.from({ length: 40 }, (_, n) => made(`room-${n}`, 0))
      const series = seriesOf(() => rooms, whole)
      let before = series.look(0)
      let told = sum(before)
      for (const [n, { viewers, gone, shown }] of events.entries()) {
        for (const [at, more] of shown) show(rooms[at] as Room, whole, more)
        if (gone !== undefined) rooms[gone] = made(`room-${gone}`, 0)
        for (const [at, length] of viewers.entries()) (rooms[at] as Room).sessions.length = length
        const after = series.look((n + 1) * 1_000)
        const others = (from: typeof before) => from.get(OTHERS)?.shown.low ?? 0
        assert.ok(others(after) >= others(before))
        for (const [name, { shown }] of after) assert.ok(shown.low >= 0, name)
        told = Math.max(told, sum(after))
        before = after
      }
      assert.ok(told <= whole.shown.low)
    }),
  )
})

function seriesOf(rooms: () => Room[], whole: Totals): RoomSeries {
  return new RoomSeries(rooms as unknown as () => LiveRoom[], whole)
}

function made(id: string, length: number): Room {
  return { id, sessions: { length }, totals: newTotals() }
}

function show({ totals }: Room, whole: Totals, more: number): void {
  totals.shown.low += more
  whole.shown.low += more
}

function sum(series: ReadonlyMap<string, Totals>): number {
  return [...series.values()].reduce((sum, { shown }) => sum + shown.low, 0)
}
