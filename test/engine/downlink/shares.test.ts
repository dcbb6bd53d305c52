import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dealOut } from '../../../engine/downlink/shares.ts'
import type { ByPriority } from '../../../engine/message.ts'

type Triple = readonly [whitelist: number, high: number, low: number]

const DEFAULT: Triple = [0.4, 0.3, 0.3]
const MANY = 1_000

/** What each bucket may give, of so many tokens, by shares, out of what waits. */
const readings: [what: string, tokens: number, shares: Triple, waiting: Triple, gives: Triple][] = [
  ['everybody has plenty: each its share', 10, DEFAULT, [MANY, MANY, MANY], [4, 3, 3]],
  ['everything fits', 10, DEFAULT, [2, 3, 5], [2, 3, 5]],
  ['nothing waits', 10, DEFAULT, [0, 0, 0], [0, 0, 0]],
  ['whitelist has nothing: high takes its share', 10, DEFAULT, [0, MANY, MANY], [0, 7, 3]],
  ['whitelist leaves some: high has it', 10, DEFAULT, [1, MANY, MANY], [1, 6, 3]],
  ['high has nothing: low takes its share', 10, DEFAULT, [MANY, 0, MANY], [4, 0, 6]],
  ['what whitelist leaves passes through high to low', 10, DEFAULT, [1, 1, MANY], [1, 1, 8]],
  ['low alone has it all', 10, DEFAULT, [0, 0, MANY], [0, 0, 10]],
  ['high alone has it all', 10, DEFAULT, [0, MANY, 0], [0, 10, 0]],
  ['whitelist alone has it all', 10, DEFAULT, [MANY, 0, 0], [10, 0, 0]],
  ['what low leaves comes round to whitelist first', 10, DEFAULT, [5, MANY, 0], [5, 5, 0]],
  ['a full whitelist leaves the others their shares', 10, DEFAULT, [MANY, 1, 1], [8, 1, 1]],
  ['one token: whitelist has it', 1, DEFAULT, [MANY, MANY, MANY], [1, 0, 0]],
  ['one token that whitelist does not want', 1, DEFAULT, [0, MANY, MANY], [0, 1, 0]],
  ['one token that only low wants', 1, DEFAULT, [0, 0, MANY], [0, 0, 1]],
  ['no token, no message', 0, DEFAULT, [MANY, MANY, MANY], [0, 0, 0]],
  ['whitelist without a share still has one', 10, [0, 0.5, 0.5], [MANY, MANY, MANY], [1, 5, 4]],
  ['all for whitelist', 10, [1, 0, 0], [MANY, MANY, MANY], [10, 0, 0]],
  ['all for low, and whitelist is not starved', 10, [0, 0, 1], [MANY, MANY, MANY], [1, 0, 9]],
  ['shares that are no binary fractions', 50, [0.14, 0.14, 0.72], [MANY, MANY, MANY], [7, 7, 36]],
]

for (const [what, tokens, shares, waiting, gives] of readings) {
  test(`${what}: ${tokens} by ${shares} of ${waiting} gives ${gives}`, () => {
    assert.deepEqual(dealOut(tokens, triple(shares), triple(waiting)), triple(gives))
  })
}

test('it never deals more than there is or is wanted, and leaves no token while one is wanted', () => {
  const number = fc.nat({ max: 300 })
  const weight = fc.nat({ max: 100 })
  fc.assert(
    fc.property(
      number,
      fc.tuple(weight, weight, weight),
      fc.tuple(number, number, number),
      (tokens, [a, b, c], waiting) => {
        const sum = a + b + c || 1
        const shares = { whitelist: a / sum, high: b / sum, low: c / sum }
        const given = dealOut(tokens, shares, triple(waiting))
        const wanted = waiting[0] + waiting[1] + waiting[2]
        assert.equal(given.whitelist + given.high + given.low, Math.min(tokens, wanted))
        for (const [priority, most] of Object.entries(triple(waiting))) {
          const gives = given[priority as keyof typeof given]
          assert.ok(gives >= 0 && gives <= most, `${priority}: ${gives} of ${most}`)
        }
        assert.ok(given.whitelist >= Math.min(waiting[0], tokens, 1))
      },
    ),
  )
})

function triple([whitelist, high, low]: Triple): ByPriority<number> {
  return { whitelist, high, low }
}
