import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EdgeId } from '../../../engine/ids.ts'
import { overflow } from '../../../engine/placement/overflow.ts'

type Counts = Record<string, number>

/** [what is the case, the room's edges, who has how many, what `a` gives away] */
const READINGS: [what: string, place: string, counts: Counts, gives: Counts][] = [
  ['nobody is here', 'b', { b: 9 }, {}],
  ['nobody can say where the room is', '', { a: 9 }, {}],
  ['the room is here', 'a', { a: 900 }, {}],
  ['the room is elsewhere', 'b', { a: 30 }, { b: 30 }],
  ['a fifth more than the mean', 'a b', { a: 120, b: 80 }, {}],
  ['more than that', 'a b', { a: 130, b: 70 }, { b: 10 }],
  ['few people', 'a b', { a: 20 }, {}],
  ['a new edge', 'a b c', { a: 150, b: 150 }, { c: 30 }],
  ['two that lack', 'a b c', { a: 300, b: 100, c: 50 }, { b: 40, c: 80 }],
  ['an edge less', 'b c', { a: 60, b: 60, c: 60 }, { b: 30, c: 30 }],
  ['others will come from elsewhere', 'a b', { a: 130, b: 70, x: 60 }, {}],
]

for (const [what, place, counts, gives] of READINGS)
  test(`${what}: ${JSON.stringify(gives)}`, () => {
    const edges = place.split(' ').filter(edge => edge !== '') as EdgeId[]
    const given = overflow('a' as EdgeId, edges, mapOf(counts))
    assert.deepEqual(Object.fromEntries(given), gives)
  })

test('when all give at once nobody gets more than the mean, and nobody is lost', () => {
  const counts = fc.array(fc.nat(500), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(counts, fc.nat(39), (heights, gone) => {
      const all = heights.map((_, at) => `e${String(at).padStart(2, '0')}` as EdgeId)
      const place = all.slice(0, Math.max(1, all.length - (gone % all.length)))
      const before = new Map(all.map((edge, at) => [edge, heights[at] as number]))
      const after = new Map(before)
      for (const edge of all)
        for (const [to, many] of overflow(edge, place, before)) {
          assert.ok(many > 0 && to !== edge && place.includes(to))
          after.set(edge, (after.get(edge) ?? 0) - many)
          after.set(to, (after.get(to) ?? 0) + many)
        }
      const mean = sum(before) / place.length
      assert.equal(sum(after), sum(before))
      for (const edge of place) {
        // Each of the others rounds what it gives by less than one.
        const most = Math.max(20, 1.2 * mean, mean + all.length, before.get(edge) ?? 0)
        assert.ok((after.get(edge) ?? 0) <= most, `${edge}: ${after.get(edge)} of ${mean}`)
      }
      for (const edge of all) if (!place.includes(edge)) assert.equal(after.get(edge), 0)
    }),
  )
})

function mapOf(counts: Counts): Map<EdgeId, number> {
  return new Map(Object.entries(counts)) as Map<EdgeId, number>
}

function sum(counts: ReadonlyMap<EdgeId, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
