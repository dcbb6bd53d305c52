import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NumberedList } from '../../../../engine/adapters/memory/numbered-list.ts'

test('an empty list knows the number of what comes next', () => {
  const list = new NumberedList<string>(1)
  list.dropFirst()
  assert.deepEqual([list.first, list.next, list.length], [1, 1, 0])
  list.push('a')
  list.dropFirst()
  assert.deepEqual([list.first, list.next, list.at(1)], [2, 2, undefined])
})

test('finds the first of those that satisfy', () => {
  const list = new NumberedList<number>(5)
  for (const item of [10, 20, 30]) list.push(item)
  list.dropFirst()
  assert.deepEqual(
    [0, 20, 21, 31].map(wanted => list.search(item => item >= wanted)),
    [6, 6, 7, 8],
  )
})

test('whatever comes and goes, every number finds its item and no other', () => {
  const act = fc.record({ push: fc.nat(700), drop: fc.nat(700) })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), fc.nat(1), (acts, start) => {
      const list = new NumberedList<number>(start)
      let [first, next] = [start, start]
      for (const { push, drop } of acts) {
        for (let n = 0; n < push; n++) list.push(next++)
        for (let n = 0; n < drop; n++) list.dropFirst()
        first = Math.min(first + drop, next)
        assert.deepEqual([list.first, list.next, list.length], [first, next, next - first])
        const held = Array.from({ length: next - first }, (_, n) => first + n)
        assert.deepEqual(list.slice(0, next + 1), held)
        for (const number of [first - 1, first, next - 1, next])
          assert.equal(list.at(number), held.includes(number) ? number : undefined)
      }
    }),
    { numRuns: 50 },
  )
})
