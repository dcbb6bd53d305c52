// A raffle: gifts by the hundred. None may be dropped, and none may be late; the comments give
// way.

import type { Scenario } from '../scenario.ts'

const GIFTS = ['rose', 'rocket', 'castle', 'lantern', 'star'] as const

export const scenario: Scenario = {
  about: 'more gifts than comments: none is dropped, none is late',
  usual: { viewers: 1_000, seconds: 30, rate: 100 },
  says: [
    {
      weight: 60,
      kind: 'gift',
      body: random => ({
        gift: GIFTS[Math.floor(random() * GIFTS.length)] ?? 'rose',
        count: 1 + Math.floor(random() * 99),
      }),
    },
    {
      weight: 2,
      kind: 'superchat',
      body: random => ({ text: '辛苦啦', price: 1 + random() * 99 }),
    },
    { weight: 38 },
  ],
  gate: [
    { measure: 'whitelistWithheld', most: 0 },
    { measure: 'whitelistP99Ms', most: 2_000 },
    { measure: 'refusedShare', most: 0 },
  ],
}
