import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Sampled, sampled, sampledPages } from '../../replay/sampling.ts'

const itself = (message: Sampled) => message
const message = fc.record({
  id: fc.string({ minLength: 11, maxLength: 11 }),
  priority: fc.constantFrom(undefined, 'low', 'high', 'whitelist'),
  at: fc.nat(5_000),
})
const messages = fc
  .uniqueArray(message, { selector: ({ id }) => id, maxLength: 200 })
  .map(all => [...all].sort((a, b) => a.at - b.at))
const isImportant = ({ priority = 'low' }: Sampled) => priority !== 'low'

test('everything that matters stays, and no more of the rest than fits', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const kept = sampled(all, most, itself)
      assert.deepEqual(kept.filter(isImportant), all.filter(isImportant))
      assert.deepEqual(
        kept,
        all.filter(one => kept.includes(one)),
        'in their order',
      )
      for (let second = 0; second <= 5; second++) {
        const of = (list: readonly Sampled[]) =>
          list.filter(({ at }) => Math.floor(at / 1_000) === second)
        const important = of(all).filter(isImportant).length
        assert.equal(of(kept).length, Math.min(of(all).length, Math.max(most, important)))
      }
    }),
  )
})

test('who asks for fewer sees some of what who asks for more sees', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 10 }), (all, most) => {
      const more = new Set(sampled(all, most + 3, itself))
      for (const one of sampled(all, most, itself)) assert.ok(more.has(one))
    }),
  )
})

test('however it comes in pages, it is the same', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(messages, sizes, async (all, some) => {
      const told: Sampled[] = []
      for await (const page of sampledPages(pages(all, some), 5, itself)) told.push(...page)
      assert.deepEqual(told, sampled(all, 5, itself))
    }),
  )
})

async function* pages(all: readonly Sampled[], sizes: readonly number[]) {
  for (let [from, n] = [0, 0]; from < all.length; n++) {
    const size = sizes[n % sizes.length] as number
    yield all.slice(from, from + size)
    from += size
  }
}
