import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cover, gaps, type OffsetRange } from '../../engine/offset-ranges.ts'

const range = fc
  .tuple(fc.nat(30), fc.nat(5))
  .map(([from, length]): OffsetRange => ({ from, to: from + length }))

test('ranges hold exactly what was put in, sorted and apart', () => {
  fc.assert(
    fc.property(fc.array(range), range, (added, span) => {
      const ranges = added.reduce<readonly OffsetRange[]>(cover, [])
      const inside = (n: number) => added.some(({ from, to }) => n >= from && n <= to)
      const offsets = Array.from({ length: 40 }, (_, n) => n)
      const held = offsets.filter(n => ranges.some(({ from, to }) => n >= from && n <= to))
      assert.deepEqual(held, offsets.filter(inside))
      for (const [i, { from }] of ranges.entries())
        assert.ok(i === 0 || from > (ranges[i - 1]?.to ?? 0) + 1)

      const missing = gaps(ranges, span).flatMap(({ from, to }) =>
        offsets.filter(n => n >= from && n <= to),
      )
      assert.deepEqual(
        missing,
        offsets.filter(n => n >= span.from && n <= span.to && !inside(n)),
      )
    }),
  )
})
