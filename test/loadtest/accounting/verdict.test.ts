import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Facts, voidBecause } from '../../../loadtest/accounting/verdict.ts'

const GOOD: Facts = {
  ...{ acknowledged: 100, unsure: 0, numbered: 100, shed: 0, foreign: 0, alone: true },
  ...{ doubled: 0, renumbered: 0, deliveredTwice: 0, misordered: 0, missing: 0 },
  ...{ faults: 0, breaches: 0 },
}

const CASES: [what: string, facts: Partial<Facts>, because: RegExp | undefined][] = [
  ['everything is accounted for', {}, undefined],
  ['one acknowledged message has no number', { numbered: 99 }, /^1 acknowledged messages lost$/],
  ['it has none because its lane was full, and that is told', { numbered: 99, shed: 1 }, undefined],
  ['one more is stored than was said', { numbered: 101 }, /^1 more messages stored than were said/],
  ['perhaps it was one whose answer was lost', { numbered: 101, unsure: 1 }, undefined],
  ['a viewer was not told', { missing: 3 }, /^3 numbers that viewers were never told of$/],
  ['a viewer was told twice', { deliveredTwice: 1 }, /a viewer had already/],
  ['a message has two numbers', { doubled: 1 }, /under two numbers/],
  ['a number has two messages', { renumbered: 1 }, /told for two messages/],
  ['messages are out of order', { misordered: 1 }, /out of order/],
  ['a frame does not add up', { faults: 1 }, /do not account/],
  ['a frame cannot be read', { breaches: 1 }, /cannot be read/],
  ['somebody speaks whom we do not know', { foreign: 1 }, /nobody said/],
  ['so they may where others are', { foreign: 1, alone: false, numbered: undefined }, undefined],
  ['numbers began again: they prove nothing', { numbered: undefined }, undefined],
]

for (const [what, facts, because] of CASES)
  test(`${what}: ${because ? 'void' : 'it counts'}`, () => {
    const reasons = voidBecause({ ...GOOD, ...facts })
    if (because) assert.match(reasons.join('; '), because)
    else assert.deepEqual(reasons, [])
  })
