import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Slot } from '../../engine/ports/archive.ts'
import { cut, isCut, settledUntil } from '../../replay/cut.ts'

const SETTINGS = { segmentMs: 10_000, liveSegmentMs: 2_000, settleMs: 3_000 }

test('a segment has the highest generation of its slots, and what may be shown of them', () => {
  const segments = cut(outline([0, 2, 5], [9, 1, 7], [10, 0, 8], [25, 3, 1]), Infinity, SETTINGS)
  assert.deepEqual(
    segments.map(({ from, to, generation, count }) => [from, to, generation, count]),
    [
      [0, 10_000, 7, 3],
      [20_000, 30_000, 1, 3],
    ],
  )
})

test('while it is on, what is no whole segment yet is cut into short ones, up to what may change', () => {
  const slots = Array.from({ length: 30 }, (_, slot) => [slot, 1, 1] as const)
  const at = (settledMs: number) =>
    cut(outline(...slots), settledMs, SETTINGS).map(
      ({ from, to }) => `${from / 1_000}-${to / 1_000}`,
    )
  assert.deepEqual(at(4_000), ['0-2', '2-4'])
  assert.deepEqual(at(10_000), ['0-10'])
  assert.deepEqual(at(26_000), ['0-10', '10-20', '20-22', '22-24', '24-26'])
  assert.deepEqual(at(0), [])
})

for (const [reaches, settled] of [
  [0, 0],
  [2_999, 0],
  [4_999, 0],
  [5_000, 2_000],
  [60_000, 56_000],
] as const)
  test(`after ${reaches} ms, ${settled} ms are settled`, () => {
    assert.equal(settledUntil(reaches, SETTINGS), settled)
  })

test('only where streams are cut is there anything to ask for', () => {
  const ask = (from: number, to: number) => isCut({ from, to }, SETTINGS)
  assert.deepEqual([ask(0, 10_000), ask(30_000, 40_000), ask(2_000, 4_000)], [true, true, true])
  for (const [from, to] of [
    [0, 20_000],
    [5_000, 15_000],
    [1_000, 3_000],
    [10_000, 0],
    [0, 0],
    [0, 2_001],
  ] as const)
    assert.equal(ask(from, to), false, `${from}-${to}`)
})

function outline(...slots: (readonly [slot: number, count: number, revision: number])[]) {
  const all: Slot[] = slots.map(([slot, count, revision]) => ({ slot, count, revision }))
  return { slots: () => all.values() }
}
