import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peaksOf } from '../../replay/peaks.ts'

const calm = (steps: number, count = 5) => Array.from({ length: steps }, () => count)

test('a step that stands out is a peak, with what is more than half as loud beside it', () => {
  const counts = calm(100)
  counts.splice(40, 4, 30, 80, 70, 25)
  assert.deepEqual(peaksOf(counts, 8), [{ top: 41, from: 40, to: 43 }])
})

test('the loudest are taken, and told in the order of time', () => {
  const counts = calm(200)
  for (const [step, count] of [
    [20, 60],
    [100, 90],
    [180, 70],
  ] as const)
    counts[step] = count
  const tops = (most: number) => peaksOf(counts, most).map(({ top }) => top)
  assert.deepEqual([tops(1), tops(2), tops(8)], [[100], [100, 180], [20, 100, 180]])
})

test('what lies close together is one event', () => {
  const counts = calm(200)
  counts[50] = 90
  counts[53] = 80
  assert.deepEqual(
    peaksOf(counts, 8).map(({ top }) => top),
    [50],
  )
})

test('a stream that is even, empty or hardly spoken in has no peaks', () => {
  assert.deepEqual(peaksOf([], 8), [])
  assert.deepEqual(peaksOf([7], 8), [])
  assert.deepEqual(peaksOf(calm(50), 8), [])
  assert.deepEqual(peaksOf([0, 0, 1, 0, 0, 2, 0], 8), [])
})

test('a peak at an end of the stream stays within it', () => {
  const counts = calm(60)
  counts[0] = 90
  counts[59] = 90
  assert.deepEqual(
    peaksOf(counts, 8).map(({ from, to }) => [from, to]),
    [
      [0, 1],
      [59, 60],
    ],
  )
})
