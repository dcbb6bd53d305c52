import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { finish, type LowWater, lowWater, rewind } from '../../engine/low-water.ts'

function after(start: number, finished: readonly number[]): LowWater {
  return finished.reduce(finish, lowWater(start))
}

test('the mark rises with what is finished in order', () => {
  assert.deepEqual(after(5, [5, 6, 7]), { next: 8, runs: [] })
})

test('a gap holds the mark until it closes', () => {
  assert.deepEqual(after(0, [0, 2, 3, 5]), {
    next: 1,
    runs: [
      [2, 3],
      [5, 5],
    ],
  })
  assert.deepEqual(after(0, [0, 2, 3, 5, 1]), { next: 4, runs: [[5, 5]] })
})

test('one slow record costs one gap, however many are finished behind it', () => {
  const behind = Array.from({ length: 1_000 }, (_, index) => 1_000 - index)
  assert.deepEqual(after(0, behind), { next: 0, runs: [[1, 1_000]] })
})

test('going back forgets what was finished from there on', () => {
  const low = after(0, [0, 1, 2, 4, 5, 6, 9])
  assert.deepEqual(rewind(low, 5), { next: 3, runs: [[4, 4]] })
  assert.deepEqual(rewind(low, 1), { next: 1, runs: [] })
  assert.deepEqual(rewind(low, 100), low)
})

test('whatever the order, repeats and rewinds, the mark is the first unfinished offset', () => {
  const act = fc.record({ back: fc.nat(9).map(n => n === 0), offset: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), acts => {
      let low = lowWater(0)
      let finished = new Set<number>()
      for (const { back, offset } of acts) {
        low = back ? rewind(low, offset) : finish(low, offset)
        if (back) finished = new Set([...finished].filter(known => known < offset))
        else finished.add(offset)
        assert.deepEqual(
          spelled(low),
          [...finished].sort((a, b) => a - b),
        )
      }
    }),
  )
})

/** Every finished offset; wrong wherever the mark touches a run or two runs touch. */
function spelled({ next, runs }: LowWater): number[] {
  const all = Array.from({ length: next }, (_, index) => index)
  let end = next
  for (const [first, last] of runs) {
    assert.ok(first > end && last >= first)
    for (let offset = first; offset <= last; offset++) all.push(offset)
    end = last + 1
  }
  return all
}
